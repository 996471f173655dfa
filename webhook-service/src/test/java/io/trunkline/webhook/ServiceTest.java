package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
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
import io.trunkline.proto.event.SessionNamed;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
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
import org.apache.kafka.clients.producer.ProducerRecord;
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
abstract class ServiceTest {
  static final KeyPair GATEWAY = newKeyPair();
  // Where the environment's webhooks lead; only the first tenant's sessions have them.
  static final Customer BASE = customer();
  static final Customer OWN = customer();
  static final Path MASTER_KEYS = masterKeys();
  static final Duration LIMIT = Duration.ofSeconds(60);
  static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort private int port;
  @Autowired KafkaTemplate<byte[], byte[]> kafka;

  final HttpClient http = HttpClient.newHttpClient();
  final UUID tenant = UUID.randomUUID();
  final UUID session = UUID.randomUUID();

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
    registry.add("BASE_WEBHOOK_URL", BASE::url);
    registry.add("OWN-HOOK_WEBHOOK_URL", OWN::url);
    registry.add("BAD-HOOK_WEBHOOK_URL", () -> "nonsense");
    registry.add("DISABLED_CALLBACKS", () -> "message|change_state");
    registry.add("API_KEY", () -> "key-of-the-environment");
    registry.add("trunkline.master-key-file", MASTER_KEYS::toString);
    registry.add(
        "trunkline.identity.public-key",
        () -> Base64.getEncoder().encodeToString(GATEWAY.getPublic().getEncoded()));
  }

  record Call(
      String eventId,
      String timestamp,
      String signature,
      String hub,
      String own,
      String apiKey,
      String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /// A customer's endpoint; `status` is asked with the number of the call, from 0.
  static final class Customer implements AutoCloseable {
    final List<Call> calls = new CopyOnWriteArrayList<>();
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
                        headers.getFirst("x-api-key"),
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

  String register(String url, String event) throws Exception {
    var reply = post("/api/v1/webhooks", Map.of("url", url, "events", List.of(event)));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    return data(reply).path("webhook").path("id").asString();
  }

  WebSocket stream(String identity, List<String> frames, String query) {
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

  void publish(Event event) throws Exception {
    var key = session.toString().getBytes(StandardCharsets.UTF_8);
    kafka.send(new ProducerRecord<>(Topics.EVENTS, key, event.toByteArray())).get();
  }

  Event.Builder event(String id) {
    return eventOf(tenant, session, id);
  }

  Event message(String id, String text) {
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

  Event connection(String id, long epoch, ConnectionState state) {
    return event(id)
        .setEpoch(epoch)
        .setConnection(ConnectionChanged.newBuilder().setState(state))
        .build();
  }

  HttpResponse<String> get(String path) throws Exception {
    return call("GET", path, "", identity(tenant, Set.of(Scope.values())));
  }

  HttpResponse<String> post(String path, Object body) throws Exception {
    return call(
        "POST", path, JSON.writeValueAsString(body), identity(tenant, Set.of(Scope.values())));
  }

  HttpResponse<String> call(String method, String path, String body, String identity)
      throws Exception {
    return call(method, path, body, identity, Map.of());
  }

  HttpResponse<String> call(
      String method, String path, String body, String identity, Map<String, String> headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(uri("http", path))
            .header(Caller.HEADER, identity)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  static JsonNode data(HttpResponse<String> reply) {
    return JSON.readTree(reply.body()).path("data");
  }

  static String identity(UUID tenant, Set<Scope> scopes) {
    return IdentityToken.sign(
        caller(tenant, scopes),
        IdentityToken.WEBHOOK_SERVICE,
        GATEWAY.getPrivate(),
        Clock.systemUTC());
  }

  static Caller caller(UUID tenant, Set<Scope> scopes) {
    return new Caller(Kind.API_KEY, Optional.of(tenant), "key:test", scopes, Optional.empty());
  }

  static String hmac(String secret, String text) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  static Event.Builder eventOf(UUID tenant, UUID session, String id) {
    return Event.newBuilder()
        .setEventId(session + "-" + id)
        .setTenantId(tenant.toString())
        .setSessionId(session.toString())
        .setSequence(1)
        .setOccurredAtMs(1000);
  }

  Event named(String name) {
    return event("named").setNamed(SessionNamed.newBuilder().setName(name)).setSequence(0).build();
  }

  private static Path masterKeys() {
    try {
      var file = Files.createTempFile("master-keys", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, Base64.getEncoder().encodeToString(new byte[32]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Customer customer() {
    try {
      return new Customer(call -> 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair newKeyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
