package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The server and its phones, over the wire and over the control API.
class SimulatorTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";
  private static final Duration MOMENT = Duration.ofMillis(300);

  @TempDir Path data;
  private Simulator simulator;
  private ControlApi control;
  private Jid alice;
  private Jid bob;
  private Jid bobByNumber;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    alice = Jid.parse(control.phone(ALICE).get("lid").stringValue());
    JsonNode created = control.phone(BOB);
    bob = Jid.parse(created.get("lid").stringValue());
    bobByNumber = Jid.parse(created.get("jid").stringValue());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void aWorkerBesideItIsToldWhereItIsAndWhatToTrust(@TempDir Path folder) throws Exception {
    Main.writeClientSettings(simulator, folder);
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(folder.resolve("whatsapp.properties"))) {
      settings.load(file);
    }
    assertThat(settings)
        .containsEntry("trunkline.whatsapp.socket-url", simulator.webSocketUrl().toString())
        .containsEntry(
            "trunkline.whatsapp.noise-root-public-key",
            HexFormat.of().formatHex(simulator.noiseRoot().key().bytes()));
    assertThat(Path.of(settings.getProperty("trunkline.whatsapp.ca-certificate")))
        .hasContent(simulator.caCertificatePem());
  }

  @Test
  void aDeviceIsLinkedByItsQrCodeAndLogsIn() throws Exception {
    WebDevice device = new WebDevice(simulator);
    String qr = device.showQr();
    Thread phone = Thread.ofVirtual().start(() -> scan(ALICE, qr));
    device.acceptPairing();
    phone.join();

    Node success = device.login(true);

    assertThat(success.tag()).isEqualTo("success");
    assertThat(success.jid("lid")).isEqualTo(device.lid);
    assertThat(device.pn.toString()).isEqualTo(ALICE + ":1@s.whatsapp.net");
    assertThat(device.lid.toUserJid()).isEqualTo(alice);
    JsonNode linked = control.get("/phones/" + ALICE).body().get("linkedDevices").get(0);
    assertThat(linked.get("deviceJid").stringValue()).isEqualTo(device.pn.toString());
    assertThat(linked.get("online").booleanValue()).isTrue();
  }

  @Test
  void aCodeOfAClosedConnectionHasExpiredAndAStrangersIsNone() throws Exception {
    WebDevice device = new WebDevice(simulator);
    String qr = device.showQr();
    device.cut();
    assertThat(eventually(() -> scan(ALICE, qr), 410)).isEqualTo(410);
    assertThat(scan(ALICE, "https://example.org")).isEqualTo(422);
    String foreign = qr.replaceFirst("#2@.", "#2@-");
    assertThat(scan(ALICE, foreign.equals(qr) ? qr.replaceFirst("#2@.", "#2@_") : foreign))
        .isEqualTo(422);
  }

  @Test
  void textsGoBothWaysWithCopiesForTheOwnPhone() throws Exception {
    WebDevice device = link(ALICE);
    device.send(device.text("ID1", bob, "hello"));
    Node ack = device.await(node -> node.is("ack") && node.has("id", "ID1"));
    assertThat(ack.find("error")).isEmpty();
    assertThat(ack.find("phash")).isEmpty();
    assertThat(control.texts(BOB, 1)).containsExactly("hello");
    JsonNode copy = control.get("/phones/" + ALICE + "/messages?waitMs=5000").body();
    assertThat(copy.at("/messages/0/to").stringValue()).isEqualTo(BOB + "@s.whatsapp.net");
    assertThat(copy.at("/messages/0/fromDevice").stringValue()).isEqualTo(device.pn.toString());
    Node delivered = device.await(node -> node.is("receipt") && node.has("id", "ID1"));
    assertThat(delivered.jid("from")).isEqualTo(bob);

    control.say(BOB, ALICE, "hello yourself");

    Node message = device.awaitMessage();
    assertThat(message.jid("from")).isEqualTo(bob);
    assertThat(message.jid("sender_pn")).isEqualTo(bobByNumber);
    assertThat(device.decrypt(message)).isEqualTo("hello yourself");
  }

  @Test
  void aChatThatIsAddressedByNumberIsAnsweredByNumber() throws Exception {
    WebDevice device = link(ALICE);
    control.say(BOB, ALICE + "@s.whatsapp.net", "by number");
    Node message = device.awaitMessage();
    assertThat(message.jid("from")).isEqualTo(bobByNumber);
    assertThat(message.jid("sender_lid")).isEqualTo(bob);
  }

  @Test
  void whatThePhoneSendsReachesItsLinkedDeviceWithTheChat() throws Exception {
    WebDevice device = link(ALICE);
    control.say(ALICE, BOB, "from the phone");
    Node copy = device.awaitMessage();
    assertThat(copy.jid("from")).isEqualTo(alice);
    assertThat(copy.jid("recipient")).isEqualTo(bob);
    assertThat(copy.jid("peer_recipient_pn")).isEqualTo(bobByNumber);
  }

  @Test
  void whatIsNotAcknowledgedComesAgainInOrderMarkedOffline() throws Exception {
    WebDevice device = link(ALICE);
    device.hearPhone();
    control.say(BOB, ALICE, "one");
    control.say(BOB, ALICE, "two");
    Node one = device.awaitMessage();
    device.awaitMessage();
    device.receipt(one);
    device.await(node -> node.is("ack") && node.has("class", "receipt"));
    device.cut();
    control.say(BOB, ALICE, "three");

    device.login(true);

    device.await(node -> node.child("offline_preview").isPresent());
    assertThat(device.decrypt(one)).isEqualTo("one");
    Node two = device.awaitMessage();
    assertThat(device.decrypt(two)).isEqualTo("two");
    assertThat(two.attr("offline")).isEqualTo("0");
    assertThat(device.decrypt(device.awaitMessage())).isEqualTo("three");
    device.await(node -> node.child("offline").isPresent());
  }

  @Test
  void theBacklogWaitsUntilThePassiveDeviceAsksForIt() throws Exception {
    WebDevice device = link(ALICE);
    device.cut();
    control.say(BOB, ALICE, "waiting");
    device.login(false);
    assertThat(device.find(node -> node.is("message"), MOMENT)).isEmpty();
    device.query(
        Node.of("iq").with("type", "set").with("xmlns", "passive"), Node.of("active").build());
    assertThat(device.decrypt(device.awaitMessage())).isEqualTo("waiting");
  }

  @Test
  void everythingSurvivesARestart() throws Exception {
    WebDevice device = link(ALICE);
    control.say(BOB, ALICE, "before");
    assertThat(device.decrypt(device.awaitMessage())).isEqualTo("before");
    device.send(device.text("ID1", bob, "kept"));
    assertThat(control.texts(BOB, 1)).containsExactly("kept");
    device.cut();
    control.post("/phones/" + BOB + "/offline", Map.of());
    control.say(ALICE, BOB, "queued");
    String root = simulator.noiseRoot().toString();
    simulator.close();

    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    WebDevice again = device.at(simulator);

    assertThat(simulator.noiseRoot().toString()).isEqualTo(root);
    assertThat(control.texts(BOB, 1)).containsExactly("kept");
    control.post("/phones/" + BOB + "/online", Map.of());
    assertThat(control.texts(BOB, 2)).containsExactly("kept", "queued");
    assertThat(again.login(true).tag()).isEqualTo("success");
    assertThat(again.awaitMessage().attr("id")).isNotEmpty();
    again.send(again.text("ID2", bob, "after"));
    assertThat(control.texts(BOB, 3)).containsExactly("kept", "queued", "after");
  }

  @Test
  void aSecondLoginReplacesTheFirst() throws Exception {
    WebDevice device = link(ALICE);
    WebDevice second = device.at(simulator);
    second.login(true);
    Node conflict = device.await(node -> node.is("stream:error"));
    assertThat(conflict.requireChild("conflict").attr("type")).isEqualTo("replaced");
    device.awaitClosed();
    assertThat(second.fetchBundle(bob).child("identity")).isPresent();
  }

  @Test
  void anUnlinkedDeviceIsToldAndCannotLogInAgain() throws Exception {
    WebDevice device = link(ALICE);
    assertThat(
            control
                .post("/phones/" + ALICE + "/unlink", Map.of("deviceJid", device.pn.toString()))
                .status())
        .isEqualTo(204);
    Node error = device.await(node -> node.is("stream:error"));
    assertThat(error.attr("code")).isEqualTo("401");
    assertThat(error.requireChild("conflict").attr("type")).isEqualTo("device_removed");
    Node failure = device.at(simulator).login(false);
    assertThat(failure.tag()).isEqualTo("failure");
    assertThat(failure.attr("reason")).isEqualTo("401");
  }

  @Test
  void eachOneTimePreKeyIsHandedOutOnceAndShortageIsAnnounced() throws Exception {
    WebDevice device = link(ALICE);
    WebDevice other = link(BOB);
    assertThat(device.uploadPreKeys(100, 6).attr("type")).isEqualTo("result");
    Set<Integer> handedOut = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      handedOut.add(WebDevice.id(other.fetchBundle(device.lid).requireChild("key")));
    }
    assertThat(handedOut).containsExactlyInAnyOrder(100, 101);
    Node low = device.await(node -> node.is("notification") && node.has("type", "encrypt"));
    assertThat(low.requireChild("count").attr("value")).isEqualTo("4");
    for (int i = 0; i < 4; i++) {
      handedOut.add(WebDevice.id(other.fetchBundle(device.lid).requireChild("key")));
    }
    assertThat(handedOut).hasSize(6);
    assertThat(other.fetchBundle(device.lid).child("key")).isEmpty();
  }

  @Test
  void aListOfDevicesThatIsNotTheRightOneIsCorrectedByTheAck() throws Exception {
    WebDevice device = link(ALICE);
    device.send(device.message("ID1", bob, Map.of(bob, device.encrypt(bob, "only to him"))));
    Node ack = device.await(node -> node.is("ack") && node.has("id", "ID1"));
    assertThat(ack.attr("phash")).isEqualTo(Phash.v2(List.of(alice, device.lid, bob)));
    assertThat(control.texts(BOB, 1)).containsExactly("only to him");
  }

  @Test
  void aRepeatedIdIsDroppedOrShownOnce() throws Exception {
    WebDevice device = link(ALICE);
    device.send(device.text("ID1", bob, "once"));
    device.send(device.text("ID1", bob, "once"));
    device.send(device.text("ID2", bob, "next"));
    assertThat(control.texts(BOB, 2)).containsExactly("once", "next");
    assertThat(control.stat("repeatedIds")).isEqualTo(1);

    control.post("/server", Map.of("dropKnownIds", false));
    device.send(device.text("ID2", bob, "next"));
    device.send(device.text("ID3", bob, "last"));
    assertThat(control.texts(BOB, 3)).containsExactly("once", "next", "last");
    assertThat(control.stat("repeatedIds")).isEqualTo(2);
    assertThat(control.stat("duplicateIds")).isZero();

    device.send(device.text("ID3", bob, "changed"));
    device.send(device.text("ID4", bob, "end"));
    assertThat(control.texts(BOB, 4)).endsWith("end");
    assertThat(control.stat("duplicateIds")).isPositive();
  }

  @Test
  void aMessageKeyUnderTwoCiphertextsIsNoticed() throws Exception {
    WebDevice device = link(ALICE);
    WebDevice twin = device.at(simulator);
    device.send(device.message("ID1", bob, Map.of(bob, device.encrypt(bob, "first"))));
    assertThat(control.texts(BOB, 1)).containsExactly("first");
    twin.copySessionsOf(device);
    device.send(device.message("ID2", bob, Map.of(bob, device.encrypt(bob, "second"))));
    device.await(node -> node.is("ack") && node.has("id", "ID2"));
    assertThat(control.stat("keyReuse")).isZero();
    twin.login(true);
    twin.send(twin.message("ID3", bob, Map.of(bob, twin.encrypt(bob, "other"))));
    twin.await(node -> node.is("ack") && node.has("id", "ID3"));
    assertThat(control.stat("keyReuse")).isEqualTo(1);
  }

  @Test
  void aPhoneAsksForWhatItCannotDecryptAndShowsTheResendOnce() throws Exception {
    WebDevice device = link(ALICE);
    fault(Map.of("target", BOB, "kind", "corrupt-ciphertext", "count", 1));
    device.send(device.message("ID1", bob, Map.of(bob, device.encrypt(bob, "broken"))));
    Node retry = device.await(node -> node.has("type", "retry"));
    assertThat(retry.jid("from")).isEqualTo(bob);
    assertThat(retry.requireChild("retry").attr("count")).isEqualTo("1");
    Node again = device.encrypt(bob, "broken").toBuilder().with("count", "1").build();
    device.send(
        Node.of("message")
            .with("id", "ID1")
            .with("to", bob)
            .with("type", "text")
            .with("device_fanout", "false")
            .child(again)
            .child(device.message("x", bob, Map.of()).requireChild("device-identity"))
            .build());
    assertThat(control.texts(BOB, 1)).containsExactly("broken");
    assertThat(control.stat("undecryptable")).isEqualTo(1);
    assertThat(control.stat("retryReceipts")).isEqualTo(1);
  }

  @Test
  void aPhoneAnswersARetryReceiptWithItsKeys() throws Exception {
    WebDevice device = link(ALICE);
    control.say(BOB, ALICE, "again please");
    Node message = device.awaitMessage();
    device.send(
        Node.of("receipt")
            .with("id", message.attr("id"))
            .with("to", message.jid("from"))
            .with("type", "retry")
            .child(
                Node.of("retry")
                    .with("count", "1")
                    .with("id", message.attr("id"))
                    .with("t", message.attr("t"))
                    .with("v", "1")
                    .build())
            .child(Node.of("registration").bytes(new byte[] {0, 0, 0, 77}).build())
            .build());
    Node again = device.awaitMessage();
    assertThat(again.attr("id")).isEqualTo(message.attr("id"));
    assertThat(again.requireChild("enc").attr("count")).isEqualTo("1");
    assertThat(device.decrypt(again)).isEqualTo("again please");
  }

  @Test
  void aSessionBegunWithoutTheDevicesIdentityIsRefused() throws Exception {
    WebDevice device = link(ALICE);
    Node whole = device.message("ID1", bob, Map.of(bob, device.encrypt(bob, "who am I")));
    device.send(
        Node.of("message")
            .with("id", "ID1")
            .with("to", bob)
            .with("type", "text")
            .child(whole.requireChild("participants"))
            .build());
    Node retry = device.await(node -> node.has("type", "retry"));
    assertThat(retry.requireChild("retry").attr("error")).isEqualTo("12");
  }

  @Test
  void unknownQueriesAreAnsweredByAnError() throws Exception {
    WebDevice device = link(ALICE);
    Node answer = device.query(Node.of("iq").with("type", "get").with("xmlns", "no:such:thing"));
    assertThat(answer.attr("type")).isEqualTo("error");
    assertThat(answer.requireChild("error").attr("code")).isEqualTo("501");
  }

  @Test
  void usyncTellsDevicesWithKeyIndexesAndTheLid() throws Exception {
    WebDevice device = link(ALICE);
    Node answer =
        device.query(
            Node.of("iq").with("type", "get").with("xmlns", "usync"),
            Node.of("usync")
                .with("sid", "1")
                .child(
                    Node.of("query")
                        .child(Node.of("devices").with("version", "2").build())
                        .child(Node.of("lid").build())
                        .build())
                .child(
                    Node.of("list")
                        .child(Node.of("user").with("jid", device.pn.toUserJid()).build())
                        .build())
                .build());
    Node user = answer.requireChild("usync").requireChild("list").requireChild("user");
    assertThat(user.requireChild("lid").jid("val")).isEqualTo(alice);
    List<Node> devices =
        user.requireChild("devices").requireChild("device-list").children("device");
    assertThat(devices).extracting(node -> node.attr("id")).containsExactly("0", "1");
    assertThat(devices.get(0).find("key-index")).isEmpty();
    assertThat(devices.get(1).attr("key-index")).isEqualTo("1");
    assertThat(user.requireChild("devices").requireChild("key-index-list").bytes()).isNotEmpty();
  }

  @Test
  void faultsChangeWhatADeviceGets() throws Exception {
    WebDevice device = link(ALICE);
    String duplicate = fault(Map.of("target", device.pn.toString(), "kind", "duplicate"));
    control.say(BOB, ALICE, "twice");
    assertThat(device.awaitMessage().attr("id")).isEqualTo(device.awaitMessage().attr("id"));
    assertThat(control.delete("/faults/" + duplicate).status()).isEqualTo(204);
    assertThat(control.delete("/faults/" + duplicate).status()).isEqualTo(404);

    fault(Map.of("target", ALICE, "kind", "ack-loss", "count", 1));
    device.send(device.text("ID1", bob, "unanswered"));
    assertThat(control.texts(BOB, 1)).containsExactly("unanswered");
    assertThat(device.find(node -> node.is("ack") && node.has("class", "message"), MOMENT))
        .isEmpty();

    fault(Map.of("target", ALICE, "kind", "delay", "ms", 700));
    long before = System.nanoTime();
    device.fetchBundle(bob);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(690));
    control.delete("/faults");

    fault(Map.of("target", "server", "kind", "stream-error", "code", 503));
    assertThat(device.await(node -> node.is("stream:error")).attr("code")).isEqualTo("503");
    device.awaitClosed();

    fault(Map.of("target", ALICE, "kind", "login-failure", "reason", 403, "count", 1));
    assertThat(device.at(simulator).login(false).attr("reason")).isEqualTo("403");

    WebDevice back = device.at(simulator);
    back.login(true);
    fault(Map.of("target", back.pn.toString(), "kind", "disconnect"));
    back.awaitClosed();
  }

  @Test
  void aHalfOpenConnectionHearsNothingAnyMore() throws Exception {
    WebDevice device = link(ALICE);
    fault(Map.of("target", ALICE, "kind", "half-open"));
    device.send(
        Node.of("iq")
            .with("type", "get")
            .with("id", "ping")
            .with("xmlns", "w:p")
            .with("to", Jid.WHATSAPP)
            .build());
    assertThat(device.find(node -> node.is("iq"), MOMENT)).isEqualTo(Optional.empty());
  }

  @Test
  void stanzasAreLoggedWithoutTheirSecrets() throws Exception {
    WebDevice device = link(ALICE);
    device.fetchBundle(bob);
    JsonNode stanzas =
        control.get("/stanzas?last=2&device=" + device.pn.toString()).body().get("stanzas");
    assertThat(stanzas).hasSize(2);
    assertThat(stanzas.get(0).get("direction").stringValue()).isEqualTo("in");
    assertThat(stanzas.get(1).get("xml").stringValue()).contains("<identity>32 bytes</identity>");
  }

  @Test
  void aResetForgetsAllButTheKeys() throws Exception {
    WebDevice device = link(ALICE);
    String root = simulator.noiseRoot().toString();
    assertThat(control.post("/reset", Map.of()).status()).isEqualTo(204);
    device.awaitClosed();
    assertThat(control.get("/phones").body()).isEmpty();
    assertThat(control.get("/trust").body().get("noiseRootPublicKey").stringValue()).isNotEmpty();
    assertThat(simulator.noiseRoot().toString()).isEqualTo(root);
    assertThat(control.phone(ALICE).get("phoneNumber").stringValue()).isEqualTo(ALICE);
  }

  @Test
  void badRequestsGetAnErrorWithAReason() {
    assertThat(control.post("/phones", "{").body().get("error").stringValue())
        .isEqualTo("malformed-json");
    assertThat(control.post("/phones", Map.of("phoneNumber", "12")).status()).isEqualTo(400);
    assertThat(control.post("/phones", Map.of("phoneNumber", 5)).status()).isEqualTo(400);
    assertThat(control.post("/phones", Map.of("phoneNumber", ALICE)).status()).isEqualTo(409);
    assertThat(control.get("/phones/99999999").body().get("error").stringValue())
        .isEqualTo("phone-not-found");
    assertThat(control.get("/nowhere").status()).isEqualTo(404);
    assertThat(control.post("/faults", Map.of("target", ALICE, "kind", "magic")).status())
        .isEqualTo(400);
    assertThat(
            control
                .post("/phones/" + ALICE + "/messages", Map.of("to", "999", "text", "x"))
                .status())
        .isEqualTo(404);
    assertThat(control.get("/openapi.json").body().get("paths")).isNotEmpty();
  }

  @Test
  void aThousandPhonesAreMadeInOneCall() {
    assertThat(
            control
                .post("/phones/batch", Map.of("count", 1000, "firstNumber", "96180000001"))
                .body()
                .get("created")
                .intValue())
        .isEqualTo(1000);
    control.say("96180000001", "96180001000", "hello");
    assertThat(control.texts("96180001000", 1)).containsExactly("hello");
  }

  private WebDevice link(String number) throws InterruptedException {
    WebDevice device = new WebDevice(simulator);
    String qr = device.showQr();
    Thread phone = Thread.ofVirtual().start(() -> scan(number, qr));
    device.acceptPairing();
    phone.join();
    device.login(true);
    return device;
  }

  private int scan(String number, String qr) {
    return control.post("/phones/" + number + "/scan", Map.of("qr", qr)).status();
  }

  private String fault(Map<String, ?> fault) {
    ControlApi.Answer answer = control.post("/faults", fault);
    assertThat(answer.status()).isEqualTo(201);
    return answer.body().get("id").stringValue();
  }

  private static int eventually(IntSupplier status, int expected) throws InterruptedException {
    int last = 0;
    for (int tries = 0; tries < 50 && last != expected; tries++) {
      last = status.getAsInt();
      if (last != expected) {
        Thread.sleep(20);
      }
    }
    return last;
  }
}
