package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.IdentityToken;
import io.trunkline.local.TestInfrastructure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The running service on real PostgreSQL and Kafka, called over HTTP with signed identities,
/// beside a [FakeWorker].
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "trunkline.profile=local",
      "trunkline.jwt-secret=a secret for tests, 32 bytes long",
      "trunkline.admin-key=tla_seeded",
      "trunkline.api-secret=a-secret-of-notify's-users",
      "trunkline.api-secret=a-secret-of-notify's-users",
      "trunkline.api.send-wait=3s",
      "trunkline.api.link-wait=3s",
      "trunkline.api.outbox.command-deadline=3s",
      "trunkline.api.outbox.grace=500ms",
      "trunkline.api.outbox.poll=300ms"
    })
abstract class ServiceTest {
  static final JsonMapper JSON = new JsonMapper();
  private static final KeyPair KEYS = ed25519();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort private int port;

  static void register(DynamicPropertyRegistry registry, TestInfrastructure infrastructure) {
    registry.add("trunkline.postgres.url", infrastructure::postgresUrl);
    registry.add("trunkline.postgres.password", () -> infrastructure.password("trunkline_api"));
    registry.add(
        "trunkline.postgres.owner-password", () -> infrastructure.password("trunkline_api_owner"));
    registry.add(
        "trunkline.postgres.jobs-password", () -> infrastructure.password("trunkline_api_jobs"));
    registry.add("trunkline.kafka.bootstrap-servers", infrastructure::kafkaBootstrap);
    registry.add(
        "trunkline.identity.public-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
  }

  /// A media store that takes [#keys].
  static void register(DynamicPropertyRegistry registry, FakeMediaStore store) {
    registry.add("trunkline.api.media.workers", store::url);
    registry.add(
        "trunkline.api.media.identity-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
  }

  @BeforeEach
  void startWorker() {
    // It takes commands from now on, so it must be there before the first.
    assertThat(worker()).isNotNull();
  }

  /// The worker beside the service.
  abstract FakeWorker worker();

  static final Caller OPERATOR =
      new Caller(
          Kind.OPERATOR,
          Optional.empty(),
          "operator:settings",
          EnumSet.allOf(Scope.class),
          Optional.empty());
  static final Caller GATEWAY =
      new Caller(Kind.GATEWAY, Optional.empty(), "edge-gateway", Set.of(), Optional.empty());

  static Caller tenant(UUID tenant, Scope... scopes) {
    return new Caller(
        Kind.API_KEY,
        Optional.of(tenant),
        "key:test",
        scopes.length == 0 ? EnumSet.allOf(Scope.class) : Set.of(scopes),
        Optional.empty());
  }

  static Caller token(UUID tenant, UUID connection) {
    return new Caller(
        Kind.CONNECTION_TOKEN,
        Optional.of(tenant),
        "connection:" + connection,
        EnumSet.of(Scope.READ, Scope.SEND, Scope.SESSIONS),
        Optional.of(connection));
  }

  static String sign(Caller caller) {
    return IdentityToken.sign(
        caller, IdentityToken.API_SERVICE, KEYS.getPrivate(), Clock.systemUTC());
  }

  static KeyPair keys() {
    return KEYS;
  }

  record Answer(int status, JsonNode body, HttpResponse<byte[]> raw) {
    JsonNode data() {
      return body.get("data");
    }

    String code() {
      return body.path("code").stringValue("");
    }

    Answer expect(int expected) {
      assertThat(status).as("status of %s: %s", raw.uri(), body).isEqualTo(expected);
      assertThat(raw.headers().firstValue("X-Request-Id")).isPresent();
      return this;
    }

    /// The dialect's error with this code, and no trace of our inside.
    Answer fails(int expected, String code) {
      expect(expected);
      assertThat(body.get("success").booleanValue()).isFalse();
      assertThat(body.get("error").stringValue())
          .isNotBlank()
          .doesNotContain("Exception", "java.", "io.trunkline", "SELECT", "org.");
      assertThat(code()).isEqualTo(code);
      assertThat(body.propertyNames()).containsExactlyInAnyOrder("success", "error", "code");
      return this;
    }
  }

  Answer get(Caller caller, String path) {
    return call(caller, "GET", path, null, Map.of());
  }

  /// The body as it is.
  HttpResponse<byte[]> raw(Caller caller, String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(40))
            .header(Caller.HEADER, sign(caller))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer post(Caller caller, String path, Object body) {
    return call(caller, "POST", path, body, Map.of());
  }

  Answer post(Caller caller, String path, Object body, String idempotencyKey) {
    return call(caller, "POST", path, body, Map.of("Idempotency-Key", idempotencyKey));
  }

  Answer call(Caller caller, String method, String path, Object body, Map<String, String> headers) {
    var bytes =
        switch (body) {
          case null -> new byte[0];
          case byte[] raw -> raw;
          case String text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          default -> JSON.writeValueAsBytes(body);
        };
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(40))
            .method(
                method,
                bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes));
    if (caller != null) {
      request.header(Caller.HEADER, sign(caller));
    }
    if (bytes.length > 0 && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          response.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(response.body()),
          response);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A new tenant.
  UUID newTenant() {
    return newTenant(Map.of());
  }

  UUID newTenant(Map<String, Object> more) {
    var body = new java.util.HashMap<String, Object>(more);
    body.putIfAbsent("name", "tenant " + UUID.randomUUID());
    return UUID.fromString(
        post(OPERATOR, "/admin/v1/tenants", body)
            .expect(201)
            .data()
            .get("tenant")
            .get("id")
            .stringValue());
  }

  /// A new connection that shows its QR.
  UUID pending(UUID tenant, String customerId) {
    return UUID.fromString(
        post(
                tenant(tenant),
                "/api/v1/connections/request",
                Map.of("customerId", customerId, "customerName", customerId))
            .expect(201)
            .data()
            .get("connection")
            .get("id")
            .stringValue());
  }

  /// A new connection that is linked and open.
  UUID connected(UUID tenant, String customerId) {
    var id = pending(tenant, customerId);
    worker().scan(id, "919876500000:7@s.whatsapp.net");
    awaitStatus(tenant, id, "connected", "connected");
    return id;
  }

  void awaitStatus(UUID tenant, UUID connection, String status, String socketStatus) {
    eventually(
        () -> {
          var data = status(tenant, connection);
          assertThat(data.get("status").stringValue()).isEqualTo(status);
          assertThat(data.get("socketStatus").stringValue()).isEqualTo(socketStatus);
        });
  }

  JsonNode status(UUID tenant, UUID connection) {
    return get(tenant(tenant), "/api/v1/connections/status?connectionId=" + connection)
        .expect(200)
        .data();
  }

  JsonNode message(UUID tenant, String id) {
    return get(tenant(tenant), "/api/v1/messages/" + id).expect(200).data().get("message");
  }

  Answer send(UUID tenant, UUID connection, String number, String text) {
    return post(
        tenant(tenant),
        "/api/v1/messages/send",
        Map.of("connectionId", connection.toString(), "mobileNumber", number, "message", text));
  }

  static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(25))
        .untilAsserted(assertion);
  }

  private static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
