package io.trunkline.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.proto.event.SessionNamed;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The formats beside our own, what they need of the past, and deliveries that are asked for again.
class EventFormatsTest extends ServiceTest {
  private static final Address OTHER =
      Address.newBuilder().setLid("1@lid").setPn("2@s.whatsapp.net").build();

  @Test
  void wwebjsWebhookGetsItsBodyAndTheSecretAsKey() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      var created = create(customer, "wwebjs", List.of("message", "message_ack"), List.of("*"));
      var secret = created.path("secret").asString();
      publish(named("shop-1"));
      publish(open());
      publish(message("3A1", "hello"));
      publish(
          event("ack")
              .setStatus(
                  MessageStatusChanged.newBuilder()
                      .setWhatsappId("3A1")
                      .setChat(OTHER)
                      .setStatus(MessageStatus.READ))
              .build());
      await().atMost(LIMIT).until(() -> customer.calls.size() == 2);
      var call = customer.calls.getFirst();
      assertThat(call.apiKey()).isEqualTo(secret);
      assertThat(call.signature())
          .isEqualTo("sha256=" + hmac(secret, call.timestamp() + "." + call.body()));
      assertThat(call.eventId()).startsWith(session + "-3A1");
      var json = call.json();
      assertThat(json.propertyNames()).containsExactly("sessionId", "dataType", "data");
      assertThat(json.path("sessionId").asString()).isEqualTo("shop-1");
      assertThat(json.path("dataType").asString()).isEqualTo("message");
      var shown = json.path("data").path("message");
      assertThat(shown.path("from").asString()).isEqualTo("2@c.us");
      assertThat(shown.path("to").asString()).isEqualTo("9@c.us");
      var ack = customer.calls.get(1).json().path("data");
      assertThat(ack.path("ack").asInt()).isEqualTo(3);
      assertThat(ack.path("message").path("body").asString()).isEqualTo("hello");
    }
  }

  @Test
  void oneEventThatIsSeveralOfTheirsComesInOrderAndOnce() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      create(customer, "wwebjs", List.of("*"), List.of("*"));
      var sent =
          event("sent")
              .setStatus(
                  MessageStatusChanged.newBuilder()
                      .setWhatsappId("3EB0")
                      .setChat(OTHER)
                      .setStatus(MessageStatus.SENT)
                      .setContent(Content.newBuilder().setText(Text.newBuilder().setBody("x"))))
              .build();
      publish(open());
      publish(sent);
      publish(sent);
      publish(message("last", "last"));
      await().atMost(LIMIT).until(() -> types(customer).contains("unread_count"));
      assertThat(types(customer))
          .containsExactly(
              "authenticated",
              "loading_screen",
              "change_state",
              "ready",
              "message_create",
              "message_ack",
              "message_create",
              "message",
              "unread_count");
      assertThat(customer.calls).extracting(Call::eventId).doesNotHaveDuplicates();
      // Nobody named the session, so it is shown by its id.
      assertThat(customer.calls.getFirst().json().path("sessionId").asString())
          .isEqualTo(session.toString());
    }
  }

  @Test
  void cloudWebhookGetsMetasShape() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      var created = create(customer, "cloud", List.of("*"), List.of("*"));
      publish(open());
      publish(message("wamid", "hello"));
      publish(
          event("delivered")
              .setStatus(
                  MessageStatusChanged.newBuilder()
                      .setWhatsappId("3EB0")
                      .setChat(OTHER)
                      .setAtMs(2000)
                      .setStatus(MessageStatus.DELIVERED))
              .build());
      await().atMost(LIMIT).until(() -> customer.calls.size() == 2);
      var call = customer.calls.getFirst();
      assertThat(call.hub())
          .isEqualTo("sha256=" + hmac(created.path("secret").asString(), call.body()));
      assertThat(call.json())
          .isEqualTo(
              JSON.readTree(
                  """
                  {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"value":{
                    "messaging_product":"whatsapp",
                    "metadata":{"display_phone_number":"9","phone_number_id":"%s"},
                    "contacts":[{"profile":{"name":""},"wa_id":"2"}],
                    "messages":[{"from":"2","id":"wamid","timestamp":"0","type":"text",
                      "text":{"body":"hello"}}]},"field":"messages"}]}]}
                  """
                      .formatted(session, session)));
      var value =
          customer.calls.get(1).json().path("entry").get(0).path("changes").get(0).path("value");
      assertThat(value.path("statuses"))
          .isEqualTo(
              JSON.readTree(
                  "[{\"id\":\"3EB0\",\"status\":\"delivered\",\"timestamp\":\"2\",\"recipient_id\":\"2\"}]"));
    }
  }

  @Test
  void sessionsMayBeFilteredByName() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      create(customer, "trunkline", List.of("message"), List.of("other-name"));
      create(customer, "trunkline", List.of("message"), List.of("this-name"));
      publish(named("this-name"));
      publish(message("n1", "n1"));
      publish(message("n2", "n2"));
      await().atMost(LIMIT).until(() -> customer.bodies().contains("n2"));
      assertThat(customer.bodies()).containsExactly("n1", "n2");
    }
  }

  @Test
  void formatCanBeChangedAndTested() throws Exception {
    try (var customer = new Customer(call -> 200)) {
      var id =
          create(customer, "trunkline", List.of("connection"), List.of("*")).path("id").asString();
      for (var format : List.of("wwebjs", "cloud")) {
        var patched =
            call(
                "PATCH",
                "/api/v1/webhooks/" + id,
                "{\"format\":\"" + format + "\"}",
                identity(tenant, java.util.Set.of(io.trunkline.contract.Caller.Scope.values())));
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        assertThat(data(patched).path("webhook").path("format").asString()).isEqualTo(format);
        assertThat(data(patched).path("webhook").path("events").get(0).asString()).isEqualTo("*");
        post("/api/v1/webhooks/" + id + "/test", Map.of());
      }
      assertThat(customer.calls.get(0).json().path("dataType").asString()).isEqualTo("test");
      assertThat(customer.calls.get(1).json().path("object").asString())
          .isEqualTo("whatsapp_business_account");
    }
  }

  @Test
  void deadDeliveriesAreReplayedByIdAndByTime() throws Exception {
    var isUp = new AtomicBoolean();
    try (var customer = new Customer(call -> isUp.get() ? 200 : 500)) {
      var id =
          create(customer, "trunkline", List.of("message"), List.of("*")).path("id").asString();
      publish(message("p1", "p1"));
      publish(message("p2", "p2"));
      var path = "/api/v1/webhooks/" + id;
      await()
          .atMost(LIMIT)
          .until(() -> data(get(path + "/deliveries?status=dead")).path("deliveries").size() == 2);
      isUp.set(true);
      customer.calls.clear();
      var dead = data(get(path + "/deliveries?status=dead")).path("deliveries");
      var second = dead.get(0).path("id").asString();
      var replayed = post(path + "/replay", Map.of("deliveryIds", List.of(second)));
      assertThat(data(replayed).path("count").asInt()).as(replayed.body()).isEqualTo(1);
      await().atMost(LIMIT).until(() -> customer.bodies().equals(List.of("p2")));
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  data(get(path + "/deliveries?status=delivered")).path("deliveries").size() == 1);
      var byTime = post(path + "/replay", Map.of("from", "2020-01-01T00:00:00Z"));
      assertThat(data(byTime).path("count").asInt()).isEqualTo(2);
      await().atMost(LIMIT).until(() -> customer.calls.size() == 3);
      assertThat(customer.bodies()).containsExactly("p2", "p1", "p2");
      assertThat(post(path + "/replay", Map.of()).statusCode()).isEqualTo(400);
      assertThat(
              call(
                      "POST",
                      path + "/replay",
                      "{\"from\":\"2020-01-01T00:00:00Z\"}",
                      identity(
                          UUID.randomUUID(),
                          java.util.Set.of(io.trunkline.contract.Caller.Scope.values())))
                  .statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void environmentSeedsTheFirstTenantsWebhooks() throws Exception {
    var own = UUID.randomUUID();
    publish(firstTenant(session, "plain"));
    publish(firstTenant(own, "own-hook"));
    publish(firstTenant(UUID.randomUUID(), "bad-hook"));
    publish(message("s1", "s1"));
    publish(
        message("s2", "s2").toBuilder()
            .setEventId(own + "-s2")
            .setSessionId(own.toString())
            .build());
    await().atMost(LIMIT).until(() -> ofTenantsSessions(BASE).contains("plain unread_count"));
    await().atMost(LIMIT).until(() -> ofTenantsSessions(OWN).contains("own-hook unread_count"));
    // DISABLED_CALLBACKS names message.
    assertThat(ofTenantsSessions(BASE))
        .containsExactly("plain message_create", "plain unread_count");
    assertThat(ofTenantsSessions(OWN))
        .containsExactly("own-hook message_create", "own-hook unread_count");
    assertThat(BASE.calls.getFirst().apiKey()).isEqualTo("key-of-the-environment");
    var listed = data(get("/api/v1/webhooks")).path("webhooks");
    assertThat(listed.size()).isEqualTo(2);
  }

  private io.trunkline.proto.event.Event firstTenant(UUID of, String name) {
    return eventOf(tenant, of, "named")
        .setNamed(SessionNamed.newBuilder().setName(name).setFirstTenant(true))
        .build();
  }

  private static List<String> ofTenantsSessions(Customer customer) {
    return customer.calls.stream()
        .map(Call::json)
        .map(json -> json.path("sessionId").asString() + " " + json.path("dataType").asString())
        .toList();
  }

  private JsonNode create(
      Customer customer, String format, List<String> events, List<String> sessions)
      throws Exception {
    var reply =
        post(
            "/api/v1/webhooks",
            Map.of(
                "url", customer.url(), "format", format, "events", events, "sessions", sessions));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    return data(reply).path("webhook");
  }

  private io.trunkline.proto.event.Event open() {
    return event("open")
        .setConnection(
            ConnectionChanged.newBuilder()
                .setState(ConnectionState.OPEN)
                .setJid("9:1@s.whatsapp.net"))
        .build();
  }

  private static List<String> types(Customer customer) {
    return customer.calls.stream().map(call -> call.json().path("dataType").asString()).toList();
  }
}
