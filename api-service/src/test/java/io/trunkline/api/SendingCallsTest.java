package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// `Idempotency-Key` on each sending call of the five dialects and of Trunkline's own API.
class SendingCallsTest extends ApiTest {
  private static final FakeMediaStore STORE = new FakeMediaStore(keys().getPublic());
  private static final String ASHA = "919999900000@s.whatsapp.net";
  private static final byte[] PNG =
      HexFormat.of()
          .parseHex(
              "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
                  + "1f15c4890000000d49444154789c6360f8cf500f00030101006c5c4d1e0000000049454e44ae426082");
  private static HttpServer site;

  private UUID tenant;
  private UUID connection;
  private String own;

  @DynamicPropertySource
  static void media(DynamicPropertyRegistry registry) {
    register(registry, STORE);
  }

  @BeforeAll
  static void openSite() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "image/png");
          exchange.sendResponseHeaders(200, PNG.length);
          try (var body = exchange.getResponseBody()) {
            body.write(PNG);
          }
        });
    site.start();
  }

  @AfterAll
  static void stop() {
    site.stop(0);
    STORE.close();
  }

  @BeforeEach
  void link() {
    tenant = newTenant();
    connection = connected(tenant, "acme");
    worker().receive(connection, "IN1", ASHA, "hello");
    own =
        send(tenant, connection, "9999900000", "own")
            .expect(200)
            .data()
            .at("/message/whatsappMessageId")
            .stringValue();
    eventually(
        () ->
            assertThat(
                    get(tenant(tenant), "/api/v1/messages?connectionId=" + connection)
                        .expect(200)
                        .data()
                        .get("messages"))
                .hasSize(2));
  }

  /// Bodies with single quotes; the other one differs in what is sent.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "/api/v1/messages/send | {'connectionId':'CONNECTION','mobileNumber':'9999900000','message':'X'}",
        "/api/v1/connections/CONNECTION/chats/919999900000@s.whatsapp.net/messages | {'text':'X'}",
        "/api/v1/connections/CONNECTION/chats/919999900000@s.whatsapp.net/messages/IN1/reaction | {'emoji':'X'}",
        "/send | {'session_id':'acme','number':'919999900000','message':'X'}",
        "/api/whatsapp/messages/text | {'session_id':'acme','to':'919999900000','message':'X'}",
        "/api/whatsapp/messages/media | {'session_id':'acme','to':'919999900000','type':'image','media_url':'SITE/a.png','caption':'X'}",
        "/client/sendMessage/acme | {'chatId':'919999900000@c.us','contentType':'string','content':'X'}",
        "/message/reply/acme | {'chatId':'919999900000@c.us','messageId':'IN1','contentType':'string','content':'X'}",
        "/message/react/acme | {'chatId':'919999900000@c.us','messageId':'IN1','reaction':'X'}",
        "/message/forward/acme | {'chatId':'919999900000@c.us','messageId':'IN1','destinationChatId':'1202555010X'}",
        "/message/edit/acme | {'chatId':'919999900000@c.us','messageId':'OWN','content':'X'}",
        "/message/pin/acme | {'chatId':'919999900000@c.us','messageId':'IN1','duration':86400,'note':'X'}",
        "/message/unpin/acme | {'chatId':'919999900000@c.us','messageId':'IN1','note':'X'}",
        "/message/delete/acme | {'chatId':'919999900000@c.us','messageId':'OWN','everyone':true,'note':'X'}",
      })
  void aCallThatIsRepeatedSendsOnceAndAnswersAlike(String path, String body) {
    var before = worker().sends(connection).size();
    repeat(path, body);
    assertThat(worker().sends(connection)).hasSize(before + 1);
  }

  private void repeat(String path, String body) {
    var key = UUID.randomUUID().toString();
    var call = filled(path, "");
    var first = post(tenant(tenant), call, filled(body, "5"), key);
    assertThat(first.status()).as(first.body().toString()).isBetween(200, 204);
    var again = post(tenant(tenant), call, filled(body, "5"), key);
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.body()).isEqualTo(first.body());
    var other = post(tenant(tenant), call, filled(body, "6"), key);
    assertThat(other.status()).as(other.body().toString()).isEqualTo(409);
  }

  private String filled(String body, String value) {
    return body.replace('\'', '"')
        .replace("CONNECTION", connection.toString())
        .replace("OWN", own)
        .replace("SITE", "http://127.0.0.1:" + site.getAddress().getPort())
        .replace("X", value);
  }

  @Test
  void aGroupIsMadeOnce() {
    repeat("/client/createGroup/acme", "{'title':'X','participants':['919999900000@c.us']}");
    assertThat(worker().commands(connection))
        .filteredOn(command -> command.getGroup().hasCreate())
        .hasSize(1);
  }

  @Test
  void aBatchIsAcceptedOnce() {
    var before = worker().sends(connection).size();
    repeat(
        "/api/v1/messages/bulk",
        "{'connectionId':'CONNECTION','messages':[{'mobileNumber':'9999900000','message':'X'}]}");
    eventually(() -> assertThat(worker().sends(connection)).hasSize(before + 1));
  }

  @Test
  void aNotificationIsAcceptedOnce() {
    repeat("/api/send", "{'session':'acme','phone':'919999900000','message':'X'}");
    assertThat(notifications()).hasSize(1);
  }

  private JsonNode notifications() {
    return get(tenant(tenant), "/api/v1/notify/messages").expect(200).data().get("messages");
  }

  @Test
  void theQuotaOfTheDayHoldsForNotificationsToo() {
    var small = newTenant(Map.of("quotas", Map.of("messagesPerDay", 1)));
    var session = connected(small, "acme");
    var body = Map.of("session", "acme", "phone", "919999900000", "message", "x");
    post(tenant(small), "/api/send", body).expect(200);
    post(tenant(small), "/api/send", body).expect(429);
    assertThat(worker().sends(session)).isEmpty();
  }
}
