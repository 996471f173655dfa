package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.Command.BodyCase;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MultiSessionTest extends ApiTest {
  private static final String OWN = "573001234567:3@s.whatsapp.net";

  @Test
  void theDefaultSessionIsThereFromTheStart() {
    var sessions = get(tenant(newTenant()), "/sessions").expect(200).body().get("sessions");
    assertThat(sessions).hasSize(1);
    assertThat(sessions.get(0).toString())
        .isEqualTo(
            "{\"session_id\":\"default\",\"state\":\"disconnected\",\"phone_number\":null,"
                + "\"has_qr\":false,\"reconnect_attempts\":0}");
  }

  @Test
  void connectShowsAQrAndAScanConnects() {
    var tenant = newTenant();
    var reply = post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200).body();
    assertThat(reply.toString())
        .isEqualTo(
            "{\"success\":true,\"session_id\":\"shop\",\"message\":"
                + "\"Connection initiated. Scan the QR code to authenticate.\"}");
    assertThat(state(tenant, "shop")).isEqualTo("qr_ready");
    var qr = get(tenant(tenant), "/qr?session_id=shop").expect(200).body();
    assertThat(qr.get("qr").stringValue()).startsWith("data:image/png;base64,");
    assertThat(listed(tenant, "shop").get("has_qr").booleanValue()).isTrue();

    worker().scan(id(tenant, "shop"), OWN);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("connected"));
    assertThat(listed(tenant, "shop").get("phone_number").stringValue()).isEqualTo("573001234567");
    fails(get(tenant(tenant), "/qr?session_id=shop"), 404, "No QR code available", "shop");
    var again = post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200).body();
    assertThat(again.get("message").stringValue()).isEqualTo("Session is already connected");
  }

  @Test
  void anAbsentBodyMeansTheDefaultSession() {
    var tenant = newTenant();
    post(tenant(tenant), "/connect", "").expect(200);
    assertThat(state(tenant, "default")).isEqualTo("qr_ready");
    assertThat(get(tenant(tenant), "/status").expect(200).body().get("state").stringValue())
        .isEqualTo("qr_ready");
  }

  @Test
  void theWorkerIsToldOfTheLimitOfFiveReconnects() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    assertThat(command(shop, BodyCase.LINK).getLink().getReconnectLimit()).isEqualTo(5);
    post(tenant(tenant), "/disconnect", Map.of("session_id", "shop")).expect(200);
    assertThat(state(tenant, "shop")).isEqualTo("disconnected");
    post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("connected"));
    assertThat(command(shop, BodyCase.START).getStart().getReconnectLimit()).isEqualTo(5);
    // The link was kept.
    assertThat(worker().commands(shop)).filteredOn(Command::hasLink).hasSize(1);
  }

  @Test
  void aLostConnectionIsAnErrorUntilTheNextAttemptAndFailedAfterTheLast() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    worker().lose(shop, 1);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("error"));
    worker().retry(shop, 1);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("connecting"));
    worker().lose(shop, 2);
    eventually(
        () -> assertThat(listed(tenant, "shop").get("reconnect_attempts").intValue()).isEqualTo(2));
    worker().exhaust(shop, 5);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("failed"));
    assertThat(listed(tenant, "shop").get("reconnect_attempts").intValue()).isEqualTo(5);

    var reset = post(tenant(tenant), "/reset-reconnect", Map.of("session_id", "shop")).expect(200);
    assertThat(reset.body().get("message").stringValue())
        .isEqualTo("Reconnection attempts counter reset successfully");
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("connected"));
    assertThat(listed(tenant, "shop").get("reconnect_attempts").intValue()).isZero();
  }

  @Test
  void connectGoesOnFromFailed() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    worker().exhaust(shop, 5);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("failed"));
    post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("connected"));
  }

  @Test
  void anUnlinkedSessionIsDisconnectedAndConnectBringsANewQr() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    worker().unlink(shop);
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("disconnected"));
    assertThat(listed(tenant, "shop").get("phone_number").isNull()).isTrue();
    post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200);
    assertThat(state(tenant, "shop")).isEqualTo("qr_ready");
  }

  @Test
  void whenNobodyScansTheRoundIsOver() {
    var tenant = newTenant();
    post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200);
    worker().qrTimeout(id(tenant, "shop"));
    eventually(() -> assertThat(state(tenant, "shop")).isEqualTo("disconnected"));
    fails(get(tenant(tenant), "/qr?session_id=shop"), 404, "No QR code available", "shop");
    post(tenant(tenant), "/connect", Map.of("session_id", "shop")).expect(200);
    assertThat(state(tenant, "shop")).isEqualTo("qr_ready");
  }

  @Test
  void deletionTakesTheSessionAndItsMessages() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    send(tenant, "shop", "573007654321", "hello").expect(200);
    var reply = call(tenant(tenant), "DELETE", "/sessions/shop", null, Map.of()).expect(200);
    assertThat(reply.body().toString())
        .isEqualTo("{\"success\":true,\"message\":\"Session deleted successfully\"}");
    assertThat(worker().commands(shop)).anyMatch(Command::hasDelete);
    fails(get(tenant(tenant), "/status?session_id=shop"), 400, "Session not found", "shop");
    fails(
        call(tenant(tenant), "DELETE", "/sessions/shop", null, Map.of()),
        400,
        "Session not found",
        "shop");
    assertThat(get(tenant(tenant), "/api/v1/messages").expect(200).data().get("messages"))
        .isEmpty();
  }

  @Test
  void theDefaultSessionCannotBeDeleted() {
    var tenant = newTenant();
    fails(
        call(tenant(tenant), "DELETE", "/sessions/default", null, Map.of()),
        400,
        "Cannot delete default session",
        "default");
  }

  @Test
  void aSentTextIsShownAsItsUsersKnowIt() {
    var tenant = newTenant();
    linked(tenant, "shop");
    var body = send(tenant, "shop", "+57 (300) 765-4321", "Hello").expect(200).body();
    assertThat(body.propertyNames()).containsExactly("success", "session_id", "message", "result");
    assertThat(body.get("message").stringValue()).isEqualTo("Message sent successfully");
    var result = body.get("result");
    assertThat(result.propertyNames())
        .containsExactly("key", "message", "messageTimestamp", "status");
    assertThat(result.get("key").get("remoteJid").stringValue())
        .isEqualTo("573007654321@s.whatsapp.net");
    assertThat(result.get("key").get("fromMe").booleanValue()).isTrue();
    assertThat(result.get("key").get("id").stringValue()).startsWith("3EB0");
    assertThat(result.get("message").toString())
        .isEqualTo("{\"extendedTextMessage\":{\"text\":\"Hello\"}}");
    assertThat(result.get("messageTimestamp").stringValue()).matches("\\d{10}");
    assertThat(result.get("status").stringValue()).isEqualTo("SERVER_ACK");
  }

  @Test
  void whatCannotBeSentIsABadRequest() {
    var tenant = newTenant();
    linked(tenant, "shop");
    fails(send(tenant, "shop", "12345", "x"), 400, "number must have 7 to 15 digits", "shop");
    fails(send(tenant, "shop", "919000000404", "x"), 400, "The number is not on WhatsApp", "shop");
    fails(
        post(tenant(tenant), "/send", Map.of("session_id", "shop", "number", "573007654321")),
        400,
        "number and message are required",
        "shop");
    fails(send(tenant, "shop", "573007654321", "  "), 400, "number and message are", "shop");
    fails(send(tenant, "nowhere", "573007654321", "x"), 400, "Session not found", "nowhere");
    fails(send(tenant, "default", "573007654321", "x"), 400, "Session is not connected", "default");
    fails(send(tenant, "shop", "573007654321", "x".repeat(65_537)), 400, "message must", "shop");
  }

  @Test
  void aMessageThatIsNotAcknowledgedInTimeIsAnError() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    worker().onSend(shop, FakeWorker.Sending.IGNORE);
    fails(send(tenant, "shop", "573007654321", "x"), 500, "WhatsApp did not acknowledge", "shop");
  }

  @Test
  void theSameKeyGivesTheFirstReplyAgain() {
    var tenant = newTenant();
    var shop = linked(tenant, "shop");
    var key = UUID.randomUUID().toString();
    var body = Map.of("session_id", "shop", "number", "573007654321", "message", "once");
    var first = post(tenant(tenant), "/send", body, key).expect(200).body();
    assertThat(post(tenant(tenant), "/send", body, key).expect(200).body()).isEqualTo(first);
    assertThat(worker().sends(shop)).hasSize(1);
    var other = Map.of("session_id", "shop", "number", "573007654321", "message", "other");
    fails(post(tenant(tenant), "/send", other, key), 409, "The Idempotency-Key was used", "shop");

    var connect = UUID.randomUUID().toString();
    var created = post(tenant(tenant), "/connect", Map.of("session_id", "new"), connect);
    assertThat(post(tenant(tenant), "/connect", Map.of("session_id", "new"), connect).body())
        .isEqualTo(created.expect(200).body());
    assertThat(worker().commands(id(tenant, "new"))).filteredOn(Command::hasLink).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a.b",
        "ä",
        "x12345678901234567890123456789012345678901234567890123456789012345"
      })
  void aNameThatIsNoneIsRefused(String name) {
    var tenant = newTenant();
    var reply = post(tenant(tenant), "/connect", Map.of("session_id", name)).expect(400).body();
    assertThat(reply.get("error").stringValue()).startsWith("session_id must have 1 to 64");
    assertThat(reply.has("session_id")).isFalse();
  }

  @Test
  void bodiesThatAreNoJsonObjectsAreRefused() {
    var tenant = tenant(newTenant());
    for (var body : new String[] {"{", "[]", "\"x\"", "{\"session_id\":7}"}) {
      var reply = post(tenant, "/connect", body).expect(400).body();
      assertThat(reply.get("success").booleanValue()).isFalse();
      assertThat(reply.get("error").stringValue()).isNotBlank();
    }
    call(tenant, "POST", "/send", "a=b", Map.of("Content-Type", "text/plain")).expect(400);
  }

  @Test
  void sessionsOfOtherDialectsAreSeenWhereTheirNamesFit() {
    var tenant = newTenant();
    pending(tenant, "acme");
    pending(tenant, "acme.example");
    var names =
        get(tenant(tenant), "/sessions")
            .expect(200)
            .body()
            .get("sessions")
            .valueStream()
            .map(session -> session.get("session_id").stringValue())
            .toList();
    assertThat(names).containsExactlyInAnyOrder("acme", "default");
  }

  @Test
  void anotherTenantsSessionDoesNotExist() {
    var tenant = newTenant();
    linked(tenant, "secret");
    var other = newTenant();
    fails(get(tenant(other), "/status?session_id=secret"), 400, "Session not found", "secret");
    fails(get(tenant(other), "/qr?session_id=secret"), 404, "No QR code available", "secret");
    fails(send(other, "secret", "573007654321", "x"), 400, "Session not found", "secret");
    for (var path : new String[] {"/disconnect", "/reset-reconnect"}) {
      fails(
          post(tenant(other), path, Map.of("session_id", "secret")),
          400,
          "Session not found",
          "secret");
    }
    fails(
        call(tenant(other), "DELETE", "/sessions/secret", null, Map.of()),
        400,
        "Session not found",
        "secret");
    assertThat(get(tenant(other), "/sessions").expect(200).body().get("sessions")).hasSize(1);
    assertThat(state(tenant, "secret")).isEqualTo("connected");
  }

  @Test
  void aKeyWithoutTheScopeIsForbidden() {
    var tenant = newTenant();
    var reader = tenant(tenant, Scope.READ);
    get(reader, "/sessions").expect(200);
    post(reader, "/connect", Map.of()).expect(403);
    post(reader, "/send", Map.of()).expect(403);
    get(tenant(tenant, Scope.SEND), "/sessions").expect(403);
  }

  @Test
  void healthNeedsNothing() {
    var nobody =
        new Caller(
            Caller.Kind.NOBODY,
            java.util.Optional.empty(),
            "nobody",
            java.util.Set.of(),
            java.util.Optional.empty());
    assertThat(get(nobody, "/health").expect(200).body().toString())
        .isEqualTo("{\"status\":\"ok\"}");
    get(nobody, "/sessions").expect(401);
  }

  private UUID linked(UUID tenant, String name) {
    post(tenant(tenant), "/connect", Map.of("session_id", name)).expect(200);
    var id = id(tenant, name);
    worker().scan(id, OWN);
    eventually(() -> assertThat(state(tenant, name)).isEqualTo("connected"));
    return id;
  }

  private Answer send(UUID tenant, String session, String number, String message) {
    return post(
        tenant(tenant),
        "/send",
        Map.of("session_id", session, "number", number, "message", message));
  }

  private String state(UUID tenant, String name) {
    return get(tenant(tenant), "/status?session_id=" + name)
        .expect(200)
        .body()
        .get("state")
        .stringValue();
  }

  private JsonNode listed(UUID tenant, String name) {
    return get(tenant(tenant), "/sessions")
        .expect(200)
        .body()
        .get("sessions")
        .valueStream()
        .filter(session -> session.get("session_id").stringValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Manager shows the ids.
  private UUID id(UUID tenant, String name) {
    return UUID.fromString(
        get(tenant(tenant), "/api/v1/connections?customerId=" + name)
            .expect(200)
            .data()
            .get("connections")
            .get(0)
            .get("id")
            .stringValue());
  }

  private Command command(UUID session, BodyCase body) {
    return worker().commands(session).stream()
        .filter(command -> command.getBodyCase() == body)
        .findFirst()
        .orElseThrow();
  }

  private static void fails(Answer answer, int status, String error, String session) {
    answer.expect(status);
    assertThat(answer.body().propertyNames())
        .containsExactlyInAnyOrder("success", "error", "session_id");
    assertThat(answer.body().get("success").booleanValue()).isFalse();
    assertThat(answer.body().get("error").stringValue()).startsWith(error);
    assertThat(answer.body().get("session_id").stringValue()).isEqualTo(session);
  }
}
