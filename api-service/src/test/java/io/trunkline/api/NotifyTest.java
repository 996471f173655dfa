package io.trunkline.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.contract.Caller.Scope;
import io.trunkline.local.LocalPostgres;
import io.trunkline.local.TestInfrastructure;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.content.Reaction;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// The dialect notify without WhatsApp, at a pace for tests.
@TestPropertySource(
    properties = {
      "trunkline.api.paced.min-pause=50ms",
      "trunkline.api.paced.max-pause=150ms",
      "trunkline.api.paced.poll=100ms",
      "trunkline.api.paced.tick=50ms"
    })
class NotifyTest extends ApiTest {
  private static final String OWN = "96170000001:2@s.whatsapp.net";
  private static final AtomicInteger NEXT = new AtomicInteger();

  private static final KeyPair KEYS = keyPair();
  private static FakeMediaStore store;

  @DynamicPropertySource
  static void media(DynamicPropertyRegistry registry) {
    store = new FakeMediaStore(KEYS.getPublic());
    registry.add("trunkline.api.media.workers", store::url);
    registry.add(
        "trunkline.api.media.identity-key",
        () -> Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
  }

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void closeStore() {
    store.close();
  }

  /// Phones are shared by nobody, since worker and servers are shared by all tests.
  private static String newPhone() {
    return "9617" + (1_000_000 + NEXT.incrementAndGet());
  }

  private static String jid(String phone) {
    return phone + "@s.whatsapp.net";
  }

  @Test
  void theDefaultSessionIsThereFromTheStart() {
    var tenant = newTenant();
    assertThat(get(tenant(tenant), "/api/status").expect(200).body().toString())
        .isEqualTo(
            "{\"name\":\"default\",\"status\":\"offline\",\"phone\":null,\"last_seen\":null,"
                + "\"qr_code\":null}");
    assertThat(get(tenant(tenant), "/api/sessions").expect(200).body()).hasSize(1);
  }

  @Test
  void aNewSessionShowsItsQrAndIsOnlineAfterTheScan() {
    var tenant = newTenant();
    assertThat(create(tenant, "support").expect(200).body().toString())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Session \\\"support\\\" created — check dashboard for"
                + " QR code\"}");
    var shown = session(tenant, "support");
    assertThat(shown.get("status").stringValue()).isEqualTo("connecting");
    assertThat(shown.get("qr_code").stringValue()).startsWith("data:image/png;base64,");
    worker().scan(id(tenant, "support"), OWN);
    eventually(() -> assertThat(status(tenant, "support")).isEqualTo("online"));
    shown = session(tenant, "support");
    assertThat(shown.get("phone").stringValue()).isEqualTo("96170000001");
    assertThat(shown.get("last_seen").stringValue())
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    assertThat(shown.get("qr_code").isNull()).isTrue();
    fails(create(tenant, "support"), 409, "Session \"support\" exists");
    fails(create(tenant, "default"), 409, "Session \"default\" exists");
    create(tenant, "alpha").expect(200);
    assertThat(
            get(tenant(tenant), "/api/sessions")
                .expect(200)
                .body()
                .valueStream()
                .map(one -> one.get("name").stringValue()))
        .containsExactly("default", "alpha", "support");
  }

  @Test
  void aNewQrDropsTheLink() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    assertThat(
            post(tenant(tenant), "/api/regenerate-qr", Map.of("session", "shop"))
                .expect(200)
                .body()
                .toString())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Reconnection initiated for session \\\"shop\\\"\"}");
    assertThat(worker().commands(session)).anyMatch(Command::hasLogout);
    var shown = session(tenant, "shop");
    assertThat(shown.get("status").stringValue()).isEqualTo("connecting");
    assertThat(shown.get("qr_code").isNull()).isFalse();
    worker().scan(session, OWN);
    eventually(() -> assertThat(status(tenant, "shop")).isEqualTo("online"));
    worker().unlink(session);
    eventually(() -> assertThat(status(tenant, "shop")).isEqualTo("offline"));
    form(tenant, "/api/regenerate-qr", "session=shop").expect(200);
    assertThat(session(tenant, "shop").get("qr_code").isNull()).isFalse();
    post(tenant(tenant), "/api/regenerate-qr", Map.of()).expect(200);
    assertThat(status(tenant, "default")).isEqualTo("connecting");
    fails(
        post(tenant(tenant), "/api/regenerate-qr", Map.of("session", "x")),
        404,
        "Session \"x\" not found");
  }

  @Test
  void aRowWaitsForItsRecipientsYesAndThenLeavesOnce() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    var id = send(tenant, phone, "Your order is ready").expect(200).body();
    assertThat(id.propertyNames()).containsExactly("success", "message_id");
    var row = id.get("message_id").longValue();
    assertThat(contact(tenant, phone)).isEqualTo("pending");

    worker().receive(session, "IN1", jid(phone), "hello");
    eventually(() -> assertThat(texts(session)).anyMatch(text -> text.startsWith("Would you")));
    assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("pending");
    worker().receive(session, "IN2", jid(phone), "1");
    eventually(() -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("sent"));
    assertThat(contact(tenant, phone)).isEqualTo("yes");
    assertThat(texts(session))
        .satisfiesExactly(
            text -> assertThat(text).startsWith("Would you like"),
            text -> assertThat(text).startsWith("You are subscribed."),
            text -> assertThat(text).isEqualTo("Your order is ready"));
    assertThat(rows(tenant, "").stream().map(one -> one.get("direction").stringValue()))
        .containsExactly("outbound", "inbound", "outbound", "inbound", "outbound");

    var sent = worker().sends(session).getLast().getSend().getMessage().getWhatsappId();
    worker().status(session, sent, MessageStatus.READ);
    eventually(() -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("read"));
    worker().status(session, sent, MessageStatus.DELIVERED);
    worker().receive(session, "IN3", jid(phone), "thanks");
    eventually(() -> assertThat(rows(tenant, "&status=received")).hasSize(3));
    var read = row(tenant, row);
    assertThat(read.get("status").stringValue()).isEqualTo("read");
    assertThat(read.get("sentAt").isNull()).isFalse();
    assertThat(read.get("deliveredAt").isNull()).isFalse();
    assertThat(read.get("readAt").isNull()).isFalse();
    // Without a site there is no auto-reply.
    assertThat(texts(session)).hasSize(3);
  }

  @Test
  void noMarksWhatWaitsAndYesSubscribesAgain() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    var row = sent(tenant, phone, "Offer");
    worker().receive(session, "IN1", jid(phone), "NO!");
    eventually(
        () -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("opted_out"));
    assertThat(row(tenant, sent(tenant, phone, "Another")).get("status").stringValue())
        .isEqualTo("opted_out");
    post(tenant(tenant), "/api/resend/" + row, Map.of()).expect(200);
    eventually(
        () -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("opted_out"));
    worker().receive(session, "IN2", jid(phone), "anything");
    worker().receive(session, "IN3", jid(phone), "نعم");
    eventually(() -> assertThat(contact(tenant, phone)).isEqualTo("yes"));
    post(tenant(tenant), "/api/resend/" + row, Map.of()).expect(200);
    eventually(() -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("sent"));
    fails(
        post(tenant(tenant), "/api/resend/" + row, Map.of()),
        409,
        "A message that is sent cannot be sent again");
    assertThat(texts(session))
        .satisfiesExactly(
            text -> assertThat(text).startsWith("You will get no more"),
            text -> assertThat(text).startsWith("You are subscribed."),
            text -> assertThat(text).isEqualTo("Offer"));
  }

  @Test
  void whoeverSaidYesIsToldOfTheSiteInTheTenantsWords() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    call(
            tenant(tenant),
            "PUT",
            "/api/v1/notify/texts",
            Map.of("site", "acme.example", "yes", "Welcome!"),
            Map.of())
        .expect(200);
    worker().receive(session, "IN1", jid(phone), "yes");
    worker().receive(session, "IN2", jid(phone), "where are you?");
    eventually(() -> assertThat(texts(session)).hasSize(2));
    assertThat(texts(session))
        .containsExactly("Welcome!", "Please visit acme.example\nتفضل بزيارة acme.example");
    var texts = get(tenant(tenant), "/api/v1/notify/texts").expect(200).data();
    assertThat(texts.get("yes").stringValue()).isEqualTo("Welcome!");
    assertThat(texts.get("prompt").stringValue()).startsWith("Would you like");
  }

  @Test
  void oneIsAskedOnceInTenSecondsAndOnlyForMessagesOfOnesOwn() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    worker().receive(session, "IN1", "120363000000@g.us", "hello group");
    worker()
        .receive(
            session,
            "IN2",
            jid(phone),
            Content.newBuilder().setReaction(Reaction.newBuilder().setText("x")).build());
    worker().receive(session, "IN3", jid(phone), "1");
    worker()
        .receive(
            session,
            "IN4",
            jid(phone),
            Content.newBuilder().setImage(Image.newBuilder().setCaption("NO")).build());
    var last = worker().receive(session, "IN5", jid(phone), "again");
    worker().repeat(last);
    eventually(() -> assertThat(rows(tenant, "&status=received")).hasSize(3));
    eventually(() -> assertThat(texts(session)).hasSize(1));
    assertThat(rows(tenant, "&phone=" + phone)).hasSize(4);
    assertThat(rows(tenant, "&status=received").get(1).get("caption").stringValue())
        .isEqualTo("NO");
  }

  @Test
  void aSessionOfAnotherDialectAsksNobody() {
    var tenant = newTenant();
    var session = connected(tenant, "managers");
    worker().receive(session, "IN1", jid(newPhone()), "yes");
    worker().receive(session, "IN2", jid(newPhone()), "hello");
    eventually(
        () ->
            assertThat(
                    get(tenant(tenant), "/api/v1/messages?direction=in")
                        .expect(200)
                        .data()
                        .get("messages"))
                .hasSize(2));
    assertThat(rows(tenant, "")).isEmpty();
    assertThat(worker().sends(session)).isEmpty();
  }

  @Test
  void rowsLeaveOneByOneInTheOrderInWhichTheyCame() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    agree(tenant, phone);
    for (var i = 0; i < 4; i++) {
      send(tenant, phone, "text " + i).expect(200);
    }
    worker().onSend(session, FakeWorker.Sending.IGNORE);
    eventually(() -> assertThat(distinct(session)).hasSize(1));
    worker().onSend(session, FakeWorker.Sending.ACKNOWLEDGE);
    eventually(() -> assertThat(rows(tenant, "&status=sent")).hasSize(4));
    assertThat(distinct(session)).containsExactly("text 0", "text 1", "text 2", "text 3");
  }

  @Test
  void nothingLeavesASessionThatIsNotOpenAndEverythingOnceItIs() {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    agree(tenant, phone);
    worker().lose(session);
    eventually(() -> assertThat(status(tenant, "shop")).isEqualTo("connecting"));
    var row = sent(tenant, phone, "later");
    assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("pending");
    worker().reconnect(session);
    eventually(() -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("sent"));
    assertThat(distinct(session)).containsExactly("later");
  }

  @Test
  void whateverBreaksOffARelaseItLeavesOnce() throws SQLException {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    agree(tenant, phone);
    // The message cannot be stored; then it is, but the commit fails.
    for (var when : List.of("BEFORE INSERT", "CONSTRAINT")) {
      breakOff(when, phone);
      var row = sent(tenant, phone, when);
      eventually(() -> assertThat(broken()).isGreaterThan(2));
      assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("pending");
      mend();
      eventually(() -> assertThat(row(tenant, row).get("status").stringValue()).isEqualTo("sent"));
    }
    assertThat(texts(session)).containsExactly("BEFORE INSERT", "CONSTRAINT");
  }

  @Test
  void anErrorForGoodIsToldAndOneOfTheMomentIsNot() throws SQLException {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var nobody = FakeWorker.NOBODY.substring(0, FakeWorker.NOBODY.indexOf('@'));
    agree(tenant, nobody);
    var failed = sent(tenant, nobody, "x");
    eventually(
        () -> assertThat(row(tenant, failed).get("status").stringValue()).isEqualTo("failed"));
    assertThat(row(tenant, failed).get("error").stringValue()).isEqualTo("not_on_whatsapp");

    var phone = newPhone();
    agree(tenant, phone);
    worker().onSend(session, FakeWorker.Sending.IGNORE);
    var late = sent(tenant, phone, "late");
    eventually(() -> assertThat(texts(session)).contains("late"));
    // As the outbox does at the end of a message's lifetime.
    superuser(
        "UPDATE api.messages SET status = 'failed', error_code = 'expired', error = 'late' WHERE"
            + " chat = '"
            + jid(phone)
            + "' AND status = 'pending'");
    worker().onSend(session, FakeWorker.Sending.ACKNOWLEDGE);
    eventually(() -> assertThat(row(tenant, late).get("status").stringValue()).isEqualTo("sent"));
  }

  @Test
  void capsHoldTheQueueAndASettingOfItsOwnSetsThePace() throws SQLException {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    agree(tenant, phone);
    sent(tenant, phone, "first");
    eventually(() -> assertThat(rows(tenant, "&status=sent")).hasSize(1));
    superuser("UPDATE api.lanes SET per_hour = 1 WHERE session_id = '" + session + "'");
    var second = sent(tenant, phone, "second");
    eventually(
        () ->
            assertThat(
                    count(
                        "SELECT count(*) FROM api.lanes WHERE session_id = '"
                            + session
                            + "' AND look_at > now() + interval '50 s'"))
                .isOne());
    assertThat(row(tenant, second).get("status").stringValue()).isEqualTo("pending");
    superuser(
        "UPDATE api.lanes SET per_hour = NULL, look_at = now() WHERE session_id = '"
            + session
            + "'");
    eventually(() -> assertThat(row(tenant, second).get("status").stringValue()).isEqualTo("sent"));
  }

  @Test
  void aRemovedSessionsRowsFail() {
    var tenant = newTenant();
    linked(tenant, "shop");
    var row = sent(tenant, newPhone(), "never");
    assertThat(
            call(tenant(tenant), "DELETE", "/api/sessions/shop", null, Map.of())
                .expect(200)
                .body()
                .toString())
        .isEqualTo("{\"success\":true}");
    var gone = row(tenant, row);
    assertThat(gone.get("status").stringValue()).isEqualTo("failed");
    assertThat(gone.get("error").stringValue()).isEqualTo("session removed");
    fails(post(tenant(tenant), "/api/resend/" + row, Map.of()), 404, "Session \"shop\" not found");
    fails(
        call(tenant(tenant), "DELETE", "/api/sessions/shop", null, Map.of()),
        404,
        "Session \"shop\" not found");
    fails(
        call(tenant(tenant), "DELETE", "/api/sessions/default", null, Map.of()),
        400,
        "The default session cannot be deleted");
  }

  @Test
  void anImageLeavesAsASmallJpeg() throws IOException {
    var tenant = newTenant();
    var session = linked(tenant, "shop");
    var phone = newPhone();
    agree(tenant, phone);
    var id =
        upload(tenant, Map.of("phone", phone, "caption", "Look", "session", "shop"), png(2000, 500))
            .expect(200)
            .body()
            .get("message_id")
            .longValue();
    eventually(() -> assertThat(row(tenant, id).get("status").stringValue()).isEqualTo("sent"));
    assertThat(row(tenant, id).get("type").stringValue()).isEqualTo("image");
    assertThat(row(tenant, id).get("caption").stringValue()).isEqualTo("Look");
    var image = worker().sends(session).getLast().getSend().getMessage().getContent().getImage();
    assertThat(image.getCaption()).isEqualTo("Look");
    assertThat(image.getMedia().getMimetype()).isEqualTo("image/jpeg");
    var file =
        ImageIO.read(
            new ByteArrayInputStream(
                store.get(tenant, image.getMedia().getStored().getReference())));
    assertThat(file.getWidth()).isEqualTo(image.getWidth()).isEqualTo(1280);
    assertThat(file.getHeight()).isEqualTo(image.getHeight()).isEqualTo(320);
  }

  @Test
  void filesThatAreNoImagesAreRefused() throws IOException {
    var tenant = newTenant();
    var fields = Map.of("phone", newPhone());
    var png = png(10, 10);
    fails(upload(tenant, Map.of(), png), 400, "phone is required");
    fails(upload(tenant, fields, null), 400, "file is required");
    fails(post(tenant(tenant), "/api/send-image", fields), 400, "file is required");
    fails(upload(tenant, fields, "%PDF-1.7".getBytes(ISO_8859_1)), 415, "file must be a JPG");
    fails(upload(tenant, fields, Arrays.copyOf(png, 40)), 400, "The image cannot be read");
    fails(upload(tenant, fields, Arrays.copyOf(png, 10_485_761)), 413, "file must have at most");
    fails(
        upload(tenant, Map.of("phone", newPhone(), "session", "x"), png),
        404,
        "Session \"x\" not found");
    assertThat(rows(tenant, "")).isEmpty();
  }

  @Test
  void badInputIsABadRequest() {
    var tenant = newTenant();
    fails(post(tenant(tenant), "/api/send", Map.of("message", "x")), 400, "phone is required");
    fails(post(tenant(tenant), "/api/send", Map.of("phone", newPhone())), 400, "message is");
    fails(send(tenant, "default", "12345", "x"), 400, "phone must have 7 to 15 digits");
    fails(send(tenant, "default", newPhone(), "  "), 400, "message must not be blank");
    fails(
        send(tenant, "default", newPhone(), "x".repeat(65_537)), 400, "message must have at most");
    fails(send(tenant, "nowhere", newPhone(), "x"), 404, "Session \"nowhere\" not found");
    fails(post(tenant(tenant), "/api/resend/x", Map.of()), 400, "The id must be a whole number");
    fails(post(tenant(tenant), "/api/resend/9999999999", Map.of()), 404, "Message not found");
    for (var name : List.of("", "a b", "a.b", "x".repeat(41))) {
      fails(create(tenant, name), 400, "name must have 1 to 40");
    }
    fails(post(tenant(tenant), "/api/send", "{"), 400, "The body is not valid JSON");
    fails(form(tenant, "/api/send", "phone=1&phone=2"), 400, "phone must be given once");
    fails(form(tenant, "/api/send", "phone=%zz"), 400, "The body is not a valid form");
    form(tenant, "/api/send", "phone=%2B961+(7)+100-0000&message=%D9%86%D8%B9%D9%85+%F0%9F%98%80")
        .expect(200);
    assertThat(rows(tenant, "").getFirst().get("body").stringValue()).isEqualTo("نعم 😀");
    assertThat(rows(tenant, "").getFirst().get("phone").stringValue()).isEqualTo("96171000000");
  }

  @Test
  void theSameKeyGivesTheFirstReplyAgain() {
    var tenant = newTenant();
    var key = UUID.randomUUID().toString();
    var body = Map.of("phone", newPhone(), "message", "once");
    var first = post(tenant(tenant), "/api/send", body, key).expect(200).body();
    assertThat(post(tenant(tenant), "/api/send", body, key).expect(200).body()).isEqualTo(first);
    assertThat(rows(tenant, "")).hasSize(1);
  }

  @Test
  void theLogIsSearchedAndPaged() {
    var tenant = newTenant();
    create(tenant, "other").expect(200);
    for (var i = 0; i < 5; i++) {
      send(tenant, "default", "9617100000" + i, "Invoice " + i).expect(200);
    }
    send(tenant, "other", "96171000009", "Reminder").expect(200);
    assertThat(rows(tenant, "&session=other")).hasSize(1);
    assertThat(rows(tenant, "&text=invoice")).hasSize(5);
    assertThat(rows(tenant, "&phone=%2B961%207100%200003")).hasSize(1);
    assertThat(rows(tenant, "&status=sent")).isEmpty();
    var first = get(tenant(tenant), "/api/v1/notify/messages?limit=4").expect(200).data();
    assertThat(first.get("messages")).hasSize(4);
    var rest =
        get(
                tenant(tenant),
                "/api/v1/notify/messages?limit=4&after=" + first.get("next").stringValue())
            .expect(200)
            .data();
    assertThat(rest.get("messages")).hasSize(2);
    assertThat(rest.get("next").isNull()).isTrue();
    get(tenant(tenant), "/api/v1/notify/messages?status=x").fails(400, "invalid_request");
    get(tenant(tenant), "/api/v1/notify/messages?after=x").fails(400, "invalid_request");
    var overview = get(tenant(tenant), "/api/v1/notify/overview").expect(200).data();
    assertThat(overview.get("messages").get("pending").longValue()).isEqualTo(6);
    assertThat(overview.get("contacts").get("pending").longValue()).isEqualTo(6);
    assertThat(overview.get("systemOffline").booleanValue()).isTrue();
    var contacts = get(tenant(tenant), "/api/v1/notify/contacts?limit=5").expect(200).data();
    assertThat(contacts.get("contacts")).hasSize(5);
    assertThat(
            get(
                    tenant(tenant),
                    "/api/v1/notify/contacts?after=" + contacts.get("next").stringValue())
                .expect(200)
                .data()
                .get("contacts"))
        .hasSize(1);
  }

  @Test
  void staffSetYesOrPendingAndNeverNo() {
    var tenant = newTenant();
    var phone = newPhone();
    agree(tenant, phone);
    assertThat(contact(tenant, phone)).isEqualTo("yes");
    var back = patch(tenant, phone, "pending").expect(200).data().get("contact");
    assertThat(back.get("optIn").stringValue()).isEqualTo("pending");
    assertThat(back.get("optInAt").isNull()).isTrue();
    patch(tenant, phone, "no").fails(400, "invalid_request");
    patch(tenant, "abc", "yes").fails(404, "contact_not_found");
  }

  @Test
  void anotherTenantSeesNothing() {
    var tenant = newTenant();
    linked(tenant, "secret");
    var phone = newPhone();
    var row =
        send(tenant, "secret", phone, "secret").expect(200).body().get("message_id").longValue();
    var other = newTenant();
    fails(send(other, "secret", phone, "x"), 404, "Session \"secret\" not found");
    fails(post(tenant(other), "/api/resend/" + row, Map.of()), 404, "Message not found");
    fails(
        post(tenant(other), "/api/regenerate-qr", Map.of("session", "secret")),
        404,
        "Session \"secret\" not found");
    fails(
        call(tenant(other), "DELETE", "/api/sessions/secret", null, Map.of()),
        404,
        "Session \"secret\" not found");
    assertThat(get(tenant(other), "/api/sessions").expect(200).body()).hasSize(1);
    assertThat(rows(other, "")).isEmpty();
    assertThat(get(tenant(other), "/api/v1/notify/contacts").expect(200).data().get("contacts"))
        .isEmpty();
  }

  @Test
  void aKeyWithoutTheScopeIsForbidden() {
    var reader = tenant(newTenant(), Scope.READ);
    get(reader, "/api/status").expect(200);
    post(reader, "/api/send", Map.of("phone", newPhone(), "message", "x")).expect(403);
    post(reader, "/api/sessions", Map.of("name", "x")).expect(403);
    post(reader, "/api/resend/1", Map.of()).expect(403);
    call(reader, "PUT", "/api/v1/notify/texts", Map.of(), Map.of()).expect(403);
  }

  private Answer send(UUID tenant, String phone, String text) {
    return send(tenant, "shop", phone, text);
  }

  private Answer send(UUID tenant, String session, String phone, String text) {
    return post(
        tenant(tenant), "/api/send", Map.of("session", session, "phone", phone, "message", text));
  }

  private long sent(UUID tenant, String phone, String text) {
    return send(tenant, phone, text).expect(200).body().get("message_id").longValue();
  }

  private Answer create(UUID tenant, String name) {
    return post(tenant(tenant), "/api/sessions", Map.of("name", name));
  }

  private Answer form(UUID tenant, String path, String body) {
    return call(
        tenant(tenant),
        "POST",
        path,
        body,
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  /// @param file null: none
  private Answer upload(UUID tenant, Map<String, String> fields, byte[] file) throws IOException {
    var body = new ByteArrayOutputStream();
    for (var field : fields.entrySet()) {
      part(body, "name=\"" + field.getKey() + "\"", field.getValue().getBytes(UTF_8));
    }
    if (file != null) {
      part(body, "name=\"file\"; filename=\"picture\"", file);
    }
    body.write("--cut--\r\n".getBytes(UTF_8));
    return call(
        tenant(tenant),
        "POST",
        "/api/send-image",
        body.toByteArray(),
        Map.of("Content-Type", "multipart/form-data; boundary=cut"));
  }

  private static void part(ByteArrayOutputStream body, String disposition, byte[] content)
      throws IOException {
    body.write(
        ("--cut\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n").getBytes(UTF_8));
    body.write(content);
    body.write("\r\n".getBytes(UTF_8));
  }

  private static byte[] png(int width, int height) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB), "png", bytes);
    return bytes.toByteArray();
  }

  private UUID linked(UUID tenant, String name) {
    create(tenant, name).expect(200);
    var id = id(tenant, name);
    worker().scan(id, OWN);
    eventually(() -> assertThat(status(tenant, name)).isEqualTo("online"));
    return id;
  }

  private void agree(UUID tenant, String phone) {
    patch(tenant, phone, "yes").expect(200);
  }

  private Answer patch(UUID tenant, String phone, String optIn) {
    return call(
        tenant(tenant),
        "PATCH",
        "/api/v1/notify/contacts/" + phone,
        Map.of("optIn", optIn),
        Map.of());
  }

  private String contact(UUID tenant, String phone) {
    return get(tenant(tenant), "/api/v1/notify/contacts?phone=" + phone)
        .expect(200)
        .data()
        .get("contacts")
        .get(0)
        .get("optIn")
        .stringValue();
  }

  private JsonNode session(UUID tenant, String name) {
    return get(tenant(tenant), "/api/sessions")
        .expect(200)
        .body()
        .valueStream()
        .filter(one -> one.get("name").stringValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String status(UUID tenant, String name) {
    return session(tenant, name).get("status").stringValue();
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

  private List<JsonNode> rows(UUID tenant, String filter) {
    return get(tenant(tenant), "/api/v1/notify/messages?limit=100" + filter)
        .expect(200)
        .data()
        .get("messages")
        .valueStream()
        .toList();
  }

  private JsonNode row(UUID tenant, long id) {
    return rows(tenant, "").stream()
        .filter(row -> row.get("id").longValue() == id)
        .findFirst()
        .orElseThrow();
  }

  private List<String> texts(UUID session) {
    return worker().sends(session).stream()
        .map(send -> send.getSend().getMessage().getContent().getText().getBody())
        .toList();
  }

  /// A command may come again; a message may not.
  private List<String> distinct(UUID session) {
    return worker().sends(session).stream()
        .map(send -> send.getSend().getMessage())
        .distinct()
        .map(message -> message.getContent().getText().getBody())
        .toList();
  }

  private static void fails(Answer answer, int status, String error) {
    answer.expect(status);
    assertThat(answer.body().propertyNames()).containsExactly("success", "error");
    assertThat(answer.body().get("success").booleanValue()).isFalse();
    assertThat(answer.body().get("error").stringValue()).startsWith(error);
  }

  /// From now on the messages of that phone cannot be stored; a sequence counts the attempts.
  private static void breakOff(String when, String phone) throws SQLException {
    superuser(
        "CREATE SEQUENCE api.broken; GRANT ALL ON SEQUENCE api.broken TO trunkline_api_jobs;"
            + " CREATE FUNCTION api.break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM nextval('api.broken'); RAISE SQLSTATE '40001'; END $$");
    var condition = " FOR EACH ROW WHEN (NEW.chat = '" + jid(phone) + "')";
    superuser(
        (when.equals("CONSTRAINT")
                ? "CREATE CONSTRAINT TRIGGER break_off AFTER INSERT ON api.messages DEFERRABLE"
                    + " INITIALLY DEFERRED"
                : "CREATE TRIGGER break_off BEFORE INSERT ON api.messages")
            + condition
            + " EXECUTE FUNCTION api.break_off()");
  }

  private static long broken() throws SQLException {
    return count("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM api.broken");
  }

  private static void mend() throws SQLException {
    superuser(
        "DROP TRIGGER break_off ON api.messages; DROP FUNCTION api.break_off; DROP SEQUENCE"
            + " api.broken");
  }

  private static void superuser(String sql) throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    try (var connection =
            DriverManager.getConnection(
                infrastructure.postgresUrl(),
                LocalPostgres.SUPERUSER,
                infrastructure.password(LocalPostgres.SUPERUSER));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(String sql) throws SQLException {
    var infrastructure = TestInfrastructure.shared();
    try (var connection =
            DriverManager.getConnection(
                infrastructure.postgresUrl(),
                LocalPostgres.SUPERUSER,
                infrastructure.password(LocalPostgres.SUPERUSER));
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
