package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Image;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TokensTest extends ApiTest {
  private static final String SESSIONS = "/api/whatsapp/sessions";
  private static final String TEXT = "/api/whatsapp/messages/text";
  private static final String TOKENS = "/api/api-tokens";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
  private static final String OWN = "573001234567:3@s.whatsapp.net";

  @Test
  void aNewSessionIsShownWithItsQr() {
    var tenant = newTenant();
    var reply = post(tenant(tenant), SESSIONS, Map.of("session_name", " shop ")).expect(201).body();
    assertThat(reply.propertyNames()).containsExactly("success", "message", "data");
    assertThat(reply.get("message").stringValue()).isEqualTo("Session created");
    var session = reply.get("data");
    assertThat(session.propertyNames())
        .containsExactly(
            "session_id",
            "session_name",
            "status",
            "phone_number",
            "device_id",
            "qr_code",
            "last_connected_at",
            "created_at",
            "updated_at");
    assertThat(session.get("session_name").stringValue()).isEqualTo("shop");
    assertThat(session.get("status").stringValue()).isEqualTo("qr_ready");
    assertThat(session.get("phone_number").isNull()).isTrue();
    assertThat(session.get("qr_code").stringValue()).startsWith("data:image/png;base64,");
    assertThat(session.get("last_connected_at").isNull()).isTrue();
    assertThat(session.get("created_at").stringValue()).matches(TIME);
    var link = worker().commands(id(session)).getFirst().getLink();
    assertThat(link.getReconnectLimit()).isZero();
  }

  @Test
  void theSameNameIsTheSameSessionAndReconnectsIt() {
    var tenant = newTenant();
    var id = linked(tenant, "shop");
    var again = post(tenant(tenant), SESSIONS, Map.of("session_name", "shop")).expect(200).body();
    assertThat(id(again.get("data"))).isEqualTo(id);
    assertThat(again.get("data").get("status").stringValue()).isEqualTo("connected");

    call(tenant(tenant), "DELETE", SESSIONS + "/shop/disconnect", null, Map.of()).expect(200);
    assertThat(status(tenant, "shop").get("status").stringValue()).isEqualTo("disconnected");
    post(tenant(tenant), SESSIONS, Map.of("session_name", "shop")).expect(200);
    eventually(() -> assertThat(status(tenant, "shop").get("connected").booleanValue()).isTrue());
    assertThat(worker().commands(id)).filteredOn(Command::hasLink).hasSize(1);
  }

  @Test
  void aSessionIsFoundByItsIdItsNameItsDeviceAndItsNumber() {
    var tenant = newTenant();
    var id = linked(tenant, "my shop №1");
    var session = get(tenant(tenant), SESSIONS + "/" + id).expect(200).body().get("data");
    assertThat(session.get("session_name").stringValue()).isEqualTo("my shop №1");
    for (var name :
        new String[] {
          "my%20shop%20%E2%84%961", session.get("device_id").stringValue(), "573001234567"
        }) {
      var found = get(tenant(tenant), SESSIONS + "/" + name).expect(200).body().get("data");
      assertThat(id(found)).isEqualTo(id);
    }
    notFound(get(tenant(tenant), SESSIONS + "/573001234568"), "Session not found.");
    // manager has no word for such a name.
    assertThat(
            get(tenant(tenant), "/api/v1/connections").expect(200).data().get("total").intValue())
        .isZero();
  }

  @Test
  void aRemovedDeviceLeavesTheSessionItsMessagesAndItsContacts() {
    var tenant = newTenant();
    var id = linked(tenant, "shop");
    send(tenant, "shop", "573007654321", "hello").expect(200);
    var device = device(tenant, "shop");
    var reply =
        call(tenant(tenant), "DELETE", SESSIONS + "/shop/device", null, Map.of()).expect(200);
    assertThat(reply.body().toString())
        .isEqualTo("{\"success\":true,\"message\":\"Device removed\"}");
    var status = status(tenant, "shop");
    assertThat(status.get("status").stringValue()).isEqualTo("logged_out");
    assertThat(status.get("phone_number").isNull()).isTrue();
    assertThat(worker().commands(id)).anyMatch(Command::hasLogout);
    assertThat(list(tenant, "shop", "messages", "").get("data")).hasSize(1);
    notFound(get(tenant(tenant), SESSIONS + "/" + device), "Session not found.");
    notFound(get(tenant(tenant), SESSIONS + "/573001234567"), "Session not found.");

    var anew = post(tenant(tenant), SESSIONS, Map.of("session_name", "shop")).expect(200).body();
    assertThat(id(anew.get("data"))).isEqualTo(id);
    assertThat(anew.get("data").get("device_id").stringValue()).isNotEqualTo(device);
    assertThat(anew.get("data").get("status").stringValue()).isEqualTo("qr_ready");
  }

  @Test
  void aDeletedSessionIsGoneWithItsMessages() {
    var tenant = newTenant();
    linked(tenant, "shop");
    send(tenant, "shop", "573007654321", "hello").expect(200);
    var reply = call(tenant(tenant), "DELETE", SESSIONS + "/shop", null, Map.of()).expect(200);
    assertThat(reply.body().toString())
        .isEqualTo("{\"success\":true,\"message\":\"Session deleted\"}");
    notFound(get(tenant(tenant), SESSIONS + "/shop/status"), "Session not found.");
    notFound(call(tenant(tenant), "DELETE", SESSIONS + "/shop", null, Map.of()), "Session not");
    assertThat(get(tenant(tenant), "/api/v1/messages").expect(200).data().get("messages"))
        .isEmpty();
  }

  @Test
  void theDefaultSessionIsEmptiedInsteadOfDeleted() {
    var tenant = newTenant();
    post(tenant(tenant), "/connect", Map.of()).expect(200);
    worker().scan(id(get(tenant(tenant), SESSIONS + "/default").body().get("data")), OWN);
    eventually(
        () -> assertThat(status(tenant, "default").get("connected").booleanValue()).isTrue());
    call(tenant(tenant), "DELETE", SESSIONS + "/default", null, Map.of()).expect(200);
    assertThat(status(tenant, "default").get("status").stringValue()).isEqualTo("disconnected");
    assertThat(status(tenant, "default").get("phone_number").isNull()).isTrue();
  }

  @Test
  void aTextIsSentToANumberOrAJid() {
    var tenant = newTenant();
    var id = linked(tenant, "shop");
    var reply = send(tenant, id.toString(), "+57 (300) 765-4321", " Hi ").expect(200).body();
    assertThat(reply.get("message").stringValue()).isEqualTo("Message sent");
    var message = reply.get("data");
    assertThat(message.propertyNames())
        .containsExactly(
            "id",
            "message_id",
            "session_id",
            "from",
            "to",
            "direction",
            "type",
            "body",
            "media_url",
            "caption",
            "status",
            "timestamp");
    assertThat(message.get("session_id").stringValue()).isEqualTo(id.toString());
    assertThat(message.get("from").stringValue()).isEqualTo("573001234567");
    assertThat(message.get("to").stringValue()).isEqualTo("573007654321");
    assertThat(message.get("direction").stringValue()).isEqualTo("outbound");
    assertThat(message.get("type").stringValue()).isEqualTo("text");
    assertThat(message.get("body").stringValue()).isEqualTo("Hi");
    assertThat(message.get("status").stringValue()).isEqualTo("sent");
    assertThat(message.get("timestamp").stringValue()).matches(TIME);

    for (var to :
        new String[] {
          "573007654321@c.us", "573007654321@s.whatsapp.net", "123456789@lid", "120363012345@g.us"
        }) {
      send(tenant, "shop", to, "x").expect(200);
    }
    assertThat(worker().sends(id))
        .extracting(command -> command.getSend().getMessage().getTo())
        .containsExactly(
            "573007654321@s.whatsapp.net",
            "573007654321@s.whatsapp.net",
            "573007654321@s.whatsapp.net",
            "123456789@lid",
            "120363012345@g.us");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    var tenant = tenant(newTenant());
    var reply = post(tenant, TEXT, Map.of("session_id", "shop", "message", " ")).expect(422).body();
    assertThat(reply.toString())
        .isEqualTo(
            "{\"message\":\"The to field is required. (and 1 more error)\",\"errors\":"
                + "{\"to\":[\"The to field is required.\"],"
                + "\"message\":[\"The message field is required.\"]}}");
    var media = post(tenant, "/api/whatsapp/messages/media", Map.of("to", 7)).expect(422).body();
    assertThat(media.get("message").stringValue()).endsWith("(and 3 more errors)");
    assertThat(media.get("errors").propertyNames())
        .containsExactly("session_id", "to", "media_url", "type");
    assertThat(media.get("errors").get("session_id").get(0).stringValue())
        .isEqualTo("The session id field is required.");
    assertThat(media.get("errors").get("to").get(0).stringValue())
        .isEqualTo("The to field must be a string.");
    var kinds =
        post(
                tenant,
                "/api/whatsapp/messages/media",
                Map.of(
                    "session_id",
                    "s",
                    "to",
                    "573007654321",
                    "media_url",
                    "ftp://x/y",
                    "type",
                    "gif"))
            .expect(422)
            .body()
            .get("errors");
    assertThat(kinds.get("media_url").get(0).stringValue())
        .isEqualTo("The media url field must be a valid URL.");
    assertThat(kinds.get("type").get(0).stringValue()).isEqualTo("The selected type is invalid.");
    invalid(post(tenant, SESSIONS, Map.of("session_name", "x".repeat(256))), "session_name");
    invalid(post(tenant, TOKENS + "/generate", Map.of("name", "crm", "user_id", "7")), "user_id");
    post(tenant, SESSIONS, "{").expect(422);
  }

  @Test
  void aMessageThatCannotBeSentSaysWhy() {
    var tenant = newTenant();
    linked(tenant, "shop");
    invalid(send(tenant, "shop", "12345", "x"), "to");
    invalid(send(tenant, "shop", "a@b", "x"), "to");
    invalid(send(tenant, "shop", "919000000404", "x"), "to");
    notFound(send(tenant, "nowhere", "573007654321", "x"), "Session not found.");
    post(tenant(tenant), SESSIONS, Map.of("session_name", "new")).expect(201);
    var reply = send(tenant, "new", "573007654321", "x").expect(409).body();
    assertThat(reply.toString())
        .isEqualTo("{\"success\":false,\"message\":\"Session is not connected\"}");
  }

  @Test
  void messagesAreListedNewestFirstAndInPages() {
    var tenant = newTenant();
    var id = linked(tenant, "shop");
    for (int i = 0; i < 3; i++) {
      send(tenant, "shop", "57300765432" + i, "text " + i).expect(200);
    }
    worker().receive(id, "IN1", "573007654320@s.whatsapp.net", "answer");
    worker()
        .receive(
            id,
            "IN2",
            "573007654320@s.whatsapp.net",
            Content.newBuilder().setImage(Image.newBuilder().setCaption("look")).build());
    eventually(() -> assertThat(list(tenant, "shop", "messages", "").get("data")).hasSize(5));
    var all = list(tenant, "shop", "messages", "");
    assertThat(all.get("meta").toString())
        .isEqualTo("{\"current_page\":1,\"per_page\":50,\"total\":5}");
    var image = all.get("data").get(0);
    assertThat(image.get("type").stringValue()).isEqualTo("image");
    assertThat(image.get("caption").stringValue()).isEqualTo("look");
    assertThat(image.get("body").isNull()).isTrue();
    var answer = all.get("data").get(1);
    assertThat(answer.get("direction").stringValue()).isEqualTo("inbound");
    assertThat(answer.get("from").stringValue()).isEqualTo("573007654320");
    assertThat(answer.get("to").stringValue()).isEqualTo("573001234567");
    assertThat(answer.get("status").stringValue()).isEqualTo("received");

    var second = list(tenant, "shop", "messages", "?page=2&per_page=2");
    assertThat(second.get("meta").toString())
        .isEqualTo("{\"current_page\":2,\"per_page\":2,\"total\":5}");
    assertThat(second.get("data")).hasSize(2);
    assertThat(second.get("data").get(0).get("body").stringValue()).isEqualTo("text 2");
    assertThat(list(tenant, "shop", "messages", "?contact=573007654320").get("data")).hasSize(3);
    assertThat(list(tenant, "shop", "messages", "?contact=573007654320@c.us").get("data"))
        .hasSize(3);
    assertThat(list(tenant, "shop", "messages", "?since=2100-01-01T00:00:00Z").get("data"))
        .isEmpty();
    for (var query : new String[] {"?page=0", "?per_page=201", "?per_page=x", "?since=yesterday"}) {
      get(tenant(tenant), SESSIONS + "/shop/messages" + query).expect(422);
    }
  }

  @Test
  void contactsAreThoseWhoWrote() {
    var tenant = newTenant();
    var id = linked(tenant, "shop");
    worker().receive(id, "IN1", "573007654321@s.whatsapp.net", "hello");
    eventually(() -> assertThat(list(tenant, "shop", "contacts", "").get("data")).hasSize(1));
    var reply = list(tenant, "shop", "contacts", "");
    assertThat(reply.get("data").get(0).toString())
        .isEqualTo(
            "{\"id\":\"573007654321@s.whatsapp.net\",\"phone_number\":\"573007654321\","
                + "\"name\":\"Asha\",\"push_name\":\"Asha\",\"is_business\":false}");
    assertThat(reply.get("meta").get("total").intValue()).isEqualTo(1);
  }

  @Test
  void aTokenIsMadeListedUsedAndRevoked() {
    var tenant = newTenant();
    var user = UUID.randomUUID();
    assertThat(
            call(tenant(tenant), "GET", TOKENS, Map.of("user_id", user.toString()), Map.of())
                .expect(200)
                .body()
                .toString())
        .isEqualTo("[]");
    var made = generate(tenant(tenant), "crm", user);
    assertThat(made.propertyNames())
        .containsExactly("id", "name", "user_id", "token", "created_at", "expires_at");
    var secret = made.get("token").stringValue();
    assertThat(secret).matches("tlt_[0-9a-f]{64}");
    assertThat(made.get("id").stringValue()).startsWith("t_");

    var listed = tokens(tenant(tenant), user);
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).propertyNames())
        .containsExactly("id", "name", "user_id", "last_used_at", "created_at", "expires_at");
    assertThat(listed.get(0).get("last_used_at").isNull()).isTrue();

    var answer = introspect(secret);
    assertThat(answer.get("kind").stringValue()).isEqualTo("API_TOKEN");
    assertThat(answer.get("tenantId").stringValue()).isEqualTo(tenant.toString());
    assertThat(answer.get("scopes").toString()).isEqualTo("[\"READ\",\"SEND\",\"SESSIONS\"]");
    assertThat(tokens(tenant(tenant), user).get(0).get("last_used_at").stringValue()).matches(TIME);
    assertThat(tokens(tenant(tenant), UUID.randomUUID())).isEmpty();

    var body = Map.of("user_id", user.toString(), "id", made.get("id").stringValue());
    notFound(call(tenant(newTenant()), "DELETE", TOKENS, body, Map.of()), "Token not found.");
    assertThat(call(tenant(tenant), "DELETE", TOKENS, body, Map.of()).expect(200).body().toString())
        .isEqualTo("{\"message\":\"Token deleted\"}");
    notFound(call(tenant(tenant), "DELETE", TOKENS, body, Map.of()), "Token not found.");
    assertThat(introspect(secret).toString()).isEqualTo("{\"active\":false}");
  }

  @Test
  void aTokenEndsWhenItSaysAndSoDoesWhatIsMadeWithIt() {
    var tenant = newTenant();
    var user = UUID.randomUUID().toString();
    var end = Instant.now().plusSeconds(2).toString();
    var made =
        post(
                tenant(tenant),
                TOKENS + "/generate",
                Map.of("name", "short", "user_id", user, "expires_at", end))
            .expect(201)
            .body();
    assertThat(made.get("expires_at").stringValue()).matches(TIME);
    var secret = made.get("token").stringValue();
    var caller = token(tenant, introspect(secret).get("subject").stringValue());
    var longer = Map.of("name", "long", "user_id", user, "expires_at", "2100-01-01T00:00:00Z");
    assertThat(post(caller, TOKENS + "/generate", longer).expect(201).body().get("expires_at"))
        .isEqualTo(made.get("expires_at"));
    assertThat(generate(caller, "longer", UUID.fromString(user)).get("expires_at"))
        .isEqualTo(made.get("expires_at"));
    eventually(() -> assertThat(introspect(secret).toString()).isEqualTo("{\"active\":false}"));
    for (var bad : List.of("tomorrow", "2020-01-01T00:00:00Z")) {
      invalid(
          post(
              tenant(tenant),
              TOKENS + "/generate",
              Map.of("name", "x", "user_id", user, "expires_at", bad)),
          "expires_at");
    }
  }

  @Test
  void aTokenMayAdministerItsOwnUsersTokensOnly() {
    var tenant = newTenant();
    var user = UUID.randomUUID();
    generate(tenant(tenant), "crm", user);
    var subject =
        introspect(generate(tenant(tenant), "own", user).get("token").stringValue())
            .get("subject")
            .stringValue();
    var caller = token(tenant, subject);
    assertThat(tokens(caller, user)).hasSize(2);
    var second = get(caller, TOKENS + "?user_id=" + user + "&per_page=1&page=2").expect(200).body();
    assertThat(second.findValuesAsString("name")).containsExactly("own");
    invalid(get(caller, TOKENS + "?user_id=" + user + "&per_page=0"), "per_page");
    get(caller, TOKENS + "?user_id=" + UUID.randomUUID()).expect(403);
    post(caller, TOKENS + "/generate", Map.of("name", "x", "user_id", UUID.randomUUID().toString()))
        .expect(403);
    generate(caller, "third", user);
    get(caller, SESSIONS + "/nowhere/status").expect(404);
  }

  @Test
  void aTokenMayDoNoMoreThanWhoMadeIt() {
    var tenant = newTenant();
    var made = generate(tenant(tenant, Scope.ADMIN, Scope.READ), "crm", UUID.randomUUID());
    assertThat(introspect(made.get("token").stringValue()).get("scopes").toString())
        .isEqualTo("[\"READ\"]");
    var reader = tenant(tenant, Scope.READ);
    post(reader, TOKENS + "/generate", Map.of("name", "x", "user_id", UUID.randomUUID().toString()))
        .expect(403);
    post(reader, SESSIONS, Map.of("session_name", "x")).expect(403);
  }

  @Test
  void theSameKeyGivesTheFirstReplyAgain() {
    var tenant = newTenant();
    var id = linked(tenant, "shop");
    var key = UUID.randomUUID().toString();
    var body = Map.of("session_id", "shop", "to", "573007654321", "message", "once");
    var first = post(tenant(tenant), TEXT, body, key).expect(200).body();
    assertThat(post(tenant(tenant), TEXT, body, key).expect(200).body()).isEqualTo(first);
    assertThat(worker().sends(id)).hasSize(1);
    var other = Map.of("session_id", "shop", "to", "573007654321", "message", "other");
    post(tenant(tenant), TEXT, other, key).expect(409);

    var create = UUID.randomUUID().toString();
    var created = post(tenant(tenant), SESSIONS, Map.of("session_name", "n"), create).expect(201);
    var again = post(tenant(tenant), SESSIONS, Map.of("session_name", "n"), create).expect(201);
    assertThat(again.body()).isEqualTo(created.body());
    var made = UUID.randomUUID().toString();
    var token = Map.of("name", "crm", "user_id", UUID.randomUUID().toString());
    assertThat(post(tenant(tenant), TOKENS + "/generate", token, made).expect(201).body())
        .isEqualTo(post(tenant(tenant), TOKENS + "/generate", token, made).expect(201).body());
  }

  @Test
  void anotherTenantsSessionDoesNotExist() {
    var tenant = newTenant();
    var id = linked(tenant, "secret");
    var device = device(tenant, "secret");
    var other = tenant(newTenant());
    for (var name : new String[] {id.toString(), "secret", device, "573001234567"}) {
      for (var path : new String[] {"", "/status", "/messages", "/contacts"}) {
        notFound(get(other, SESSIONS + "/" + name + path), "Session not found.");
      }
      for (var path : new String[] {"", "/disconnect", "/device"}) {
        notFound(
            call(other, "DELETE", SESSIONS + "/" + name + path, null, Map.of()),
            "Session not found.");
      }
      notFound(
          post(other, TEXT, Map.of("session_id", name, "to", "573007654321", "message", "x")),
          "Session not found.");
    }
    assertThat(status(tenant, "secret").get("connected").booleanValue()).isTrue();
  }

  @Test
  void healthNeedsNothingAndAsksAWorker() {
    var nobody = new Caller(Kind.NOBODY, Optional.empty(), "nobody", Set.of(), Optional.empty());
    var health = get(nobody, "/api/health").expect(200).body();
    assertThat(health.propertyNames()).containsExactly("status", "timestamp", "service");
    assertThat(health.get("status").stringValue()).isEqualTo("OK");
    assertThat(health.get("timestamp").stringValue()).matches(TIME);
    assertThat(health.get("service").stringValue()).isEqualTo("WhatsApp Baileys API");
    assertThat(get(nobody, "/api/test-node-connection").expect(200).body().toString())
        .isEqualTo("{\"success\":true,\"message\":\"Connection successful\"}");
    get(nobody, SESSIONS + "/x/status").expect(401);
  }

  private UUID linked(UUID tenant, String name) {
    var reply = post(tenant(tenant), SESSIONS, Map.of("session_name", name)).expect(201);
    var id = id(reply.data());
    worker().scan(id, OWN);
    eventually(
        () -> assertThat(status(tenant, id.toString()).get("connected").booleanValue()).isTrue());
    return id;
  }

  private static UUID id(JsonNode session) {
    return UUID.fromString(session.get("session_id").stringValue());
  }

  private JsonNode status(UUID tenant, String session) {
    return get(tenant(tenant), SESSIONS + "/" + session + "/status").expect(200).data();
  }

  private String device(UUID tenant, String session) {
    return get(tenant(tenant), SESSIONS + "/" + session)
        .expect(200)
        .data()
        .get("device_id")
        .stringValue();
  }

  private JsonNode list(UUID tenant, String session, String what, String query) {
    return get(tenant(tenant), SESSIONS + "/" + session + "/" + what + query).expect(200).body();
  }

  private Answer send(UUID tenant, String session, String to, String text) {
    return post(tenant(tenant), TEXT, Map.of("session_id", session, "to", to, "message", text));
  }

  private JsonNode generate(Caller caller, String name, UUID user) {
    return post(caller, TOKENS + "/generate", Map.of("name", name, "user_id", user.toString()))
        .expect(201)
        .body();
  }

  private JsonNode tokens(Caller caller, UUID user) {
    return get(caller, TOKENS + "?user_id=" + user).expect(200).body();
  }

  private JsonNode introspect(String token) {
    return post(
            GATEWAY,
            "/internal/v1/credentials/introspect",
            Map.of("form", "api_token", "credential", token))
        .expect(200)
        .body();
  }

  private static Caller token(UUID tenant, String subject) {
    return new Caller(
        Kind.API_TOKEN,
        Optional.of(tenant),
        subject,
        EnumSet.of(Scope.READ, Scope.SEND, Scope.SESSIONS),
        Optional.empty());
  }

  private static void invalid(Answer answer, String field) {
    answer.expect(422);
    assertThat(answer.body().propertyNames()).containsExactly("message", "errors");
    assertThat(answer.body().get("errors").propertyNames()).containsExactly(field);
  }

  private static void notFound(Answer answer, String message) {
    answer.expect(404);
    assertThat(answer.body().propertyNames()).containsExactly("message");
    assertThat(answer.body().get("message").stringValue()).startsWith(message);
  }
}
