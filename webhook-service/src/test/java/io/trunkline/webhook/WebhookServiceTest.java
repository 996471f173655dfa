package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.DeadLetter;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.Topics;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.TenantDeleted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service as the edge gateway and Kafka see it, on real PostgreSQL and Kafka.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "trunkline.profile=local",
      "trunkline.webhook.first-retry=20ms",
      "trunkline.webhook.longest-retry=80ms",
      "trunkline.webhook.lifetime=4s",
      "trunkline.webhook.timeout=1s",
      "management.server.port=0"
    })
class WebhookServiceTest {
  private static final KeyPair GATEWAY = newKeyPair();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort private int port;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;

  private final HttpClient http = HttpClient.newHttpClient();
  private final UUID tenant = UUID.randomUUID();
  private final UUID session = UUID.randomUUID();

  @DynamicPropertySource
  static void infrastructure(DynamicPropertyRegistry registry) {
    var infrastructure = TestInfrastructure.shared();
    registry.add("trunkline.postgres.url", infrastructure::postgresUrl);
    registry.add("trunkline.postgres.password", () -> infrastructure.password("trunkline_webhook"));
    registry.add(
        "trunkline.postgres.owner-password",
        () -> infrastructure.password("trunkline_webhook_owner"));
    registry.add(
        "trunkline.postgres.jobs-password",
        () -> infrastructure.password("trunkline_webhook_jobs"));
    registry.add("trunkline.kafka.bootstrap-servers", infrastructure::kafkaBootstrap);
    registry.add("trunkline.master-key", () -> Base64.getEncoder().encodeToString(new byte[32]));
    registry.add(
        "trunkline.identity.public-key",
        () -> Base64.getEncoder().encodeToString(GATEWAY.getPublic().getEncoded()));
  }

  private record Call(
      String eventId, String timestamp, String signature, String hub, String own, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /// A customer's endpoint; `status` is asked with the number of the call, from 0.
  private static final class Customer implements AutoCloseable {
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Customer(IntUnaryOperator status) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              var body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              var headers = exchange.getRequestHeaders();
              int number;
              synchronized (calls) {
                number = calls.size();
                calls.add(
                    new Call(
                        headers.getFirst("X-Trunkline-Event-Id"),
                        headers.getFirst("X-Trunkline-Timestamp"),
                        headers.getFirst("X-Trunkline-Signature-256"),
                        headers.getFirst("X-Hub-Signature-256"),
                        headers.getFirst("X-Own"),
                        body));
              }
              exchange.getResponseHeaders().set("Location", "/elsewhere");
              exchange.sendResponseHeaders(status.applyAsInt(number), -1);
            }
          });
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    List<String> bodies() {
      return calls.stream().map(call -> call.json().path("data").path("body").asString()).toList();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void messageIsDeliveredSignedWithTheDocumentedBody() throws Exception {
    try (var customer = new Customer(call -> 204)) {
      var created =
          post(
              "/api/v1/webhooks",
              Map.of(
                  "url",
                  customer.url(),
                  "events",
                  List.of("message"),
                  "headers",
                  Map.of("X-Own", "mine")));
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      var secret = data(created).path("webhook").path("secret").asString();
      publish(message("1", "hello"));
      await().atMost(LIMIT).until(() -> customer.calls.size() == 1);
      var call = customer.calls.getFirst();
      assertThat(call.eventId()).isEqualTo(session + "-1");
      assertThat(call.signature())
          .isEqualTo("sha256=" + hmac(secret, call.timestamp() + "." + call.body()));
      assertThat(call.hub()).isEqualTo("sha256=" + hmac(secret, call.body()));
      assertThat(call.own()).isEqualTo("mine");
      var json = call.json();
      assertThat(json.path("id").asString()).isEqualTo(session + "-1");
      assertThat(json.path("tenant").asString()).isEqualTo(tenant.toString());
      assertThat(json.path("session").asString()).isEqualTo(session.toString());
      assertThat(json.path("sequence").asLong()).isEqualTo(1);
      assertThat(json.path("type").asString()).isEqualTo("message");
      assertThat(json.path("timestamp").asString()).isEqualTo("1970-01-01T00:00:01Z");
      assertThat(json.path("data").path("body").asString()).isEqualTo("hello");
      assertThat(json.path("data").path("sender").path("lid").asString()).isEqualTo("1@lid");
    }
  }

  @Test
  void redeliveredEventIsCalledOnce() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "message");
      for (int i = 0; i < 3; i++) {
        publish(message("same", "same"));
      }
      publish(message("last", "last"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("last"));
      assertThat(customer.bodies()).containsExactly("same", "last");
    }
  }

  @Test
  void failingCallIsRepeatedAndLaterEventsWaitForIt() throws Exception {
    try (var customer = new Customer(call -> call < 2 ? 500 : 200)) {
      register(customer.url(), "message");
      for (int i = 0; i < 5; i++) {
        publish(message("r" + i, "r" + i));
      }
      await().atMost(LIMIT).until(() -> customer.calls.size() == 7);
      assertThat(customer.bodies()).containsExactly("r0", "r0", "r0", "r1", "r2", "r3", "r4");
    }
  }

  @Test
  void endpointThatNeverAcceptsGetsADeadDeliveryThatIsListed() throws Exception {
    try (var customer = new Customer(call -> 302)) {
      var id = register(customer.url(), "message");
      publish(message("d", "d"));
      var path = "/api/v1/webhooks/" + id + "/deliveries?status=dead";
      await().atMost(LIMIT).until(() -> data(get(path)).path("deliveries").size() == 1);
      var delivery = data(get(path)).path("deliveries").get(0);
      assertThat(delivery.path("attempts").asInt()).isGreaterThan(1);
      assertThat(delivery.path("statusCode").asInt()).isEqualTo(302);
      assertThat(delivery.path("eventId").asString()).isEqualTo(session + "-d");
    }
  }

  @Test
  void deadEndpointDelaysNoOther() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register("http://127.0.0.1:1/closed", "message");
      register(customer.url(), "message");
      for (int i = 0; i < 20; i++) {
        publish(message("o" + i, "o" + i));
      }
      await().atMost(LIMIT).until(() -> customer.calls.size() == 20);
    }
  }

  @Test
  void rotatedSecretSignsBesideTheOldOne() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      var created = post("/api/v1/webhooks", Map.of("url", customer.url()));
      var old = data(created).path("webhook").path("secret").asString();
      var id = data(created).path("webhook").path("id").asString();
      var rotated = post("/api/v1/webhooks/" + id + "/rotate-secret", Map.of());
      var fresh = data(rotated).path("secret").asString();
      var result = data(post("/api/v1/webhooks/" + id + "/test", Map.of())).path("result");
      assertThat(result.path("delivered").asBoolean()).isTrue();
      var call = customer.calls.getFirst();
      var signed = call.timestamp() + "." + call.body();
      assertThat(call.signature())
          .isEqualTo("sha256=" + hmac(fresh, signed) + ",sha256=" + hmac(old, signed));
    }
  }

  @Test
  void privateAddressIsRefusedAndSaysSo() throws Exception {
    var id = register("http://192.168.7.7/hook", "message");
    var result = data(post("/api/v1/webhooks/" + id + "/test", Map.of())).path("result");
    assertThat(result.path("delivered").asBoolean()).isFalse();
    assertThat(result.path("error").asString()).isEqualTo("refused_address");
  }

  @Test
  void stateOfALowerEpochIsDropped() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "connection");
      publish(connection("c1", 7, ConnectionState.OPEN));
      publish(connection("c2", 6, ConnectionState.RETRYING));
      publish(connection("c3", 7, ConnectionState.HELD));
      await().atMost(LIMIT).until(() -> customer.calls.size() == 2);
      assertThat(customer.calls)
          .extracting(call -> call.json().path("data").path("state").asString())
          .containsExactly("open", "held");
    }
  }

  @Test
  void filterOfSessionsHolds() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      post(
          "/api/v1/webhooks",
          Map.of("url", customer.url(), "sessions", List.of(UUID.randomUUID().toString())));
      register(customer.url(), "message");
      publish(message("f", "f"));
      await().atMost(LIMIT).until(() -> !customer.calls.isEmpty());
      publish(message("g", "g"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("g"));
      assertThat(customer.bodies()).containsExactly("f", "g");
    }
  }

  @Test
  void streamShowsTheTenantsEventsOnly() throws Exception {
    var frames = new CopyOnWriteArrayList<String>();
    var socket = stream(identity(tenant, Set.of(Scope.READ)), frames, "");
    var strangers = new CopyOnWriteArrayList<String>();
    var stranger = stream(identity(UUID.randomUUID(), Set.of(Scope.READ)), strangers, "");
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              publish(message("w" + frames.size() + System.nanoTime(), "live"));
              return !frames.isEmpty();
            });
    assertThat(JSON.readTree(frames.getFirst()).path("data").path("body").asString())
        .isEqualTo("live");
    assertThat(strangers).isEmpty();
    socket.abort();
    stranger.abort();
  }

  @Test
  void anotherTenantsWebhookDoesNotExist() throws Exception {
    var id = register("https://example.org/hook", "message");
    var stranger = identity(UUID.randomUUID(), Set.of(Scope.values()));
    for (var method : List.of("GET", "DELETE", "PATCH")) {
      var reply = call(method, "/api/v1/webhooks/" + id, "{}", stranger);
      assertThat(reply.statusCode()).as(method).isEqualTo(404);
    }
    var list = call("GET", "/api/v1/webhooks", "", stranger);
    assertThat(data(list).path("webhooks").size()).isZero();
    assertThat(get("/api/v1/webhooks/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void secretIsShownOnceAndChangesAreKept() throws Exception {
    var id = register("https://example.org/hook", "message");
    assertThat(get("/api/v1/webhooks/" + id).body()).doesNotContain("secret");
    var patched =
        call(
            "PATCH",
            "/api/v1/webhooks/" + id,
            "{\"events\":[\"message_ack\"],\"ordered\":false}",
            identity(tenant, Set.of(Scope.values())));
    assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
    var webhook = data(get("/api/v1/webhooks/" + id)).path("webhook");
    assertThat(webhook.path("events").get(0).asString()).isEqualTo("message_ack");
    assertThat(webhook.path("ordered").asBoolean()).isFalse();
    assertThat(webhook.path("url").asString()).isEqualTo("https://example.org/hook");
    var deleted =
        call("DELETE", "/api/v1/webhooks/" + id, "", identity(tenant, Set.of(Scope.values())));
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(get("/api/v1/webhooks/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void tenantThatIsGoneLeavesNoWebhook() throws Exception {
    var id = register("https://example.org/hook", "message");
    publish(
        Event.newBuilder()
            .setEventId("gone-" + tenant)
            .setTenantId(tenant.toString())
            .setTenantDeleted(TenantDeleted.getDefaultInstance())
            .build());
    await().atMost(LIMIT).until(() -> get("/api/v1/webhooks/" + id).statusCode() == 404);
  }

  @Test
  void badInputIsRefusedWithAStableCode() throws Exception {
    for (var body :
        List.of(
            "{",
            "[]",
            "{}",
            "{\"url\":7}",
            "{\"url\":\"ftp://example.org\"}",
            "{\"url\":\"https://user:pw@example.org\"}",
            "{\"url\":\"https://example.org\",\"events\":[]}",
            "{\"url\":\"https://example.org\",\"events\":[\"nonsense\"]}",
            "{\"url\":\"https://example.org\",\"sessions\":[\"x\"]}",
            "{\"url\":\"https://example.org\",\"secret\":\"short\"}",
            "{\"url\":\"https://example.org\",\"headers\":{\"Host\":\"x\"}}",
            "{\"url\":\"https://example.org\",\"headers\":{\"X-A\":\"a\\nb\"}}",
            "{\"url\":\"https://example.org\",\"ordered\":\"yes\"}")) {
      var reply = call("POST", "/api/v1/webhooks", body, identity(tenant, Set.of(Scope.values())));
      assertThat(reply.statusCode()).as(body + reply.body()).isEqualTo(400);
      assertThat(JSON.readTree(reply.body()).path("code").asString()).isEqualTo("invalid_request");
    }
  }

  @Test
  void requestWithoutAnIdentityIsRefusedOnEveryPath() throws Exception {
    for (var path : List.of("/api/v1/webhooks", "/ws", "/nowhere", "/error")) {
      var reply =
          http.send(HttpRequest.newBuilder(uri("http", path)).build(), BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(path).isEqualTo(401);
    }
    var forApi =
        IdentityToken.sign(
            caller(tenant, Set.of(Scope.READ)),
            IdentityToken.API_SERVICE,
            GATEWAY.getPrivate(),
            Clock.systemUTC());
    assertThat(call("GET", "/api/v1/webhooks", "", forApi).statusCode()).isEqualTo(401);
  }

  @Test
  void readerMayNotChangeAnything() throws Exception {
    var reply =
        call(
            "POST",
            "/api/v1/webhooks",
            "{\"url\":\"https://example.org\"}",
            identity(tenant, Set.of(Scope.READ)));
    assertThat(reply.statusCode()).isEqualTo(403);
  }

  @Test
  void unreadableEventGoesToTheDeadLettersAndStopsNothing() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      register(customer.url(), "message");
      var key = session.toString().getBytes(StandardCharsets.UTF_8);
      kafka.send(Topics.EVENTS, key, new byte[] {(byte) 0xff, 1, 2}).get();
      publish(message("after", "after"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("after"));
      assertThat(deadLetterReasons(key)).contains("unreadable_event");
    }
  }

  private List<String> deadLetterReasons(byte[] key) {
    var reasons = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", TestInfrastructure.shared().kafkaBootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (var record : consumer.poll(Duration.ofSeconds(10))) {
        if (java.util.Arrays.equals(record.key(), key)) {
          reasons.add(
              new String(
                  record.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8));
        }
      }
    }
    return reasons;
  }

  private String register(String url, String event) throws Exception {
    var reply = post("/api/v1/webhooks", Map.of("url", url, "events", List.of(event)));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    return data(reply).path("webhook").path("id").asString();
  }

  private WebSocket stream(String identity, List<String> frames, String query) {
    return http.newWebSocketBuilder()
        .header(Caller.HEADER, identity)
        .buildAsync(
            uri("ws", "/ws" + query),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                frames.add(text.toString());
                socket.request(1);
                return null;
              }
            })
        .join();
  }

  private void publish(Event event) throws Exception {
    var key = session.toString().getBytes(StandardCharsets.UTF_8);
    kafka.send(new ProducerRecord<>(Topics.EVENTS, key, event.toByteArray())).get();
  }

  private Event.Builder event(String id) {
    return Event.newBuilder()
        .setEventId(session + "-" + id)
        .setTenantId(tenant.toString())
        .setSessionId(session.toString())
        .setSequence(1)
        .setOccurredAtMs(1000);
  }

  private Event message(String id, String text) {
    var address = Address.newBuilder().setLid("1@lid").setPn("2@s.whatsapp.net");
    return event(id)
        .setMessage(
            MessageReceived.newBuilder()
                .setWhatsappId(id)
                .setChat(address)
                .setSender(address)
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(text))))
        .build();
  }

  private Event connection(String id, long epoch, ConnectionState state) {
    return event(id)
        .setEpoch(epoch)
        .setConnection(ConnectionChanged.newBuilder().setState(state))
        .build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return call("GET", path, "", identity(tenant, Set.of(Scope.values())));
  }

  private HttpResponse<String> post(String path, Object body) throws Exception {
    return call(
        "POST", path, JSON.writeValueAsString(body), identity(tenant, Set.of(Scope.values())));
  }

  private HttpResponse<String> call(String method, String path, String body, String identity)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri("http", path))
            .header(Caller.HEADER, identity)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  private static JsonNode data(HttpResponse<String> reply) {
    return JSON.readTree(reply.body()).path("data");
  }

  private static String identity(UUID tenant, Set<Scope> scopes) {
    return IdentityToken.sign(
        caller(tenant, scopes),
        IdentityToken.WEBHOOK_SERVICE,
        GATEWAY.getPrivate(),
        Clock.systemUTC());
  }

  private static Caller caller(UUID tenant, Set<Scope> scopes) {
    return new Caller(Kind.API_KEY, Optional.of(tenant), "key:test", scopes, Optional.empty());
  }

  private static String hmac(String secret, String text) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static KeyPair newKeyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
