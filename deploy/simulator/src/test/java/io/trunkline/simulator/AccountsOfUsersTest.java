package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Linking by code, profiles, privacy, block lists, calls, tokens and the client's version.
class AccountsOfUsersTest {
  private static final String OWN = "96170000001";
  private static final String PEER = "96170000002";
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 7};

  @TempDir Path folder;

  private Simulator simulator;
  private ControlApi control;
  private Jid peerLid;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder));
    control = new ControlApi(simulator);
    control.phone(OWN);
    peerLid = Jid.parse(control.phone(PEER).get("lid").stringValue());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private CompletableFuture<ControlApi.Answer> type(String code) {
    return CompletableFuture.supplyAsync(
        () -> control.post("/phones/" + OWN + "/link-code", Map.of("code", code)));
  }

  private WebDevice linked(String number) throws Exception {
    var device = new WebDevice(simulator);
    String qr = device.showQr();
    var answer =
        CompletableFuture.supplyAsync(
            () -> control.post("/phones/" + number + "/scan", Map.of("qr", qr)));
    device.acceptPairing();
    assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    device.awaitClosed();
    assertThat(device.login(true).is("success")).isTrue();
    return device;
  }

  private static Node.Builder iq(String type, String xmlns) {
    return Node.of("iq").with("type", type).with("xmlns", xmlns);
  }

  private static Node notification(WebDevice device, String type) throws InterruptedException {
    return device.await(node -> node.is("notification") && node.has("type", type));
  }

  @Test
  void aDeviceIsLinkedByACodeThatIsTypedRightlyInTheEnd() throws Exception {
    var device = new WebDevice(simulator);
    String code = device.showCode(OWN);
    var wrong = type("1111-1111");
    device.answerCode();
    assertThat(wrong.get(20, TimeUnit.SECONDS).status()).isEqualTo(403);
    var right = type(code);
    device.answerCode();
    device.acceptPairing();
    assertThat(right.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    device.awaitClosed();
    assertThat(device.login(true).is("success")).isTrue();
  }

  @Test
  void aCodeIsVoidAfterThreeTries() throws Exception {
    var device = new WebDevice(simulator);
    device.showCode(OWN);
    for (int i = 0; i < 3; i++) {
      var wrong = type("1111-1111");
      device.answerCode();
      assertThat(wrong.get(20, TimeUnit.SECONDS).status()).isEqualTo(403);
    }
    assertThat(type("1111-1111").get(20, TimeUnit.SECONDS).status()).isEqualTo(410);
    Node told = device.await(node -> node.has("type", "link_code_companion_reg"));
    assertThat(told.requireChild("link_code_companion_reg").attr("stage"))
        .isEqualTo("refresh_code");
    assertThat(control.post("/phones/" + PEER + "/link-code", Map.of("code", "AAAA-AAAA")).status())
        .isEqualTo(410);
  }

  @Test
  void pictureAndAboutReachThoseWhoKnowTheAccountAndSurviveARestart() throws Exception {
    WebDevice device = linked(OWN);
    control.say(PEER, OWN, "now you know me");
    device.receipt(device.awaitMessage());
    control.post(
        "/phones/" + PEER + "/profile",
        Map.of("about", "busy", "pictureBase64", Base64.getEncoder().encodeToString(JPEG)));
    assertThat(notification(device, "status").requireChild("set").text()).isEqualTo("busy");
    String id = notification(device, "picture").requireChild("set").attr("id");

    Node answer = device.query(picture(peerLid), asked("image"));
    assertThat(answer.requireChild("picture").attr("id")).isEqualTo(id);
    String url = answer.requireChild("picture").attr("url");
    assertThat(url).startsWith(simulator.controlUrl() + "/pictures/" + PEER);
    assertThat(
            device
                .query(picture(peerLid), asked("image").toBuilder().with("id", id).build())
                .requireChild("picture")
                .attr("status"))
        .isEqualTo("304");
    control.post("/phones/" + PEER + "/privacy", Map.of("profilePicture", "none"));
    assertThat(device.query(picture(peerLid), asked("image")).requireChild("error").attr("code"))
        .isEqualTo("401");

    simulator.close();
    simulator = Simulator.start(SimulatorOptions.anyPorts(folder));
    control = new ControlApi(simulator);
    var state = control.get("/phones/" + PEER + "/state").body();
    assertThat(state.get("pictureId").stringValue()).isEqualTo(id);
    assertThat(state.get("privacy").get("profile").stringValue()).isEqualTo("none");
  }

  private static Node.Builder picture(Jid target) {
    return iq("get", "w:profile:picture").with("target", target);
  }

  private static Node asked(String type) {
    return Node.of("picture").with("type", type).with("query", "url").build();
  }

  @Test
  void whoIsBlockedIsNotHeardAndTheOtherDevicesLearnOfIt() throws Exception {
    WebDevice device = linked(OWN);
    WebDevice other = linked(OWN);
    Node list =
        device
            .query(
                iq("set", "blocklist"),
                Node.of("item").with("jid", peerLid).with("action", "block").build())
            .requireChild("list");
    assertThat(list.children("item")).extracting(item -> item.jid("jid")).containsExactly(peerLid);
    Node told = other.await(node -> node.is("notification") && node.child("blocklist").isPresent());
    assertThat(told.requireChild("blocklist").attr("dhash")).isEqualTo(list.attr("dhash"));
    control.say(PEER, OWN, "can you hear me?");
    control.post("/phones/" + OWN + "/unblock", Map.of("jid", peerLid.toString()));
    control.say(PEER, OWN, "and now?");
    assertThat(device.decrypt(device.awaitMessage())).isEqualTo("and now?");
  }

  @Test
  void aCallRingsAndIsRefused() throws Exception {
    WebDevice device = linked(OWN);
    String callId =
        control
            .post("/phones/" + PEER + "/calls", Map.of("to", OWN, "video", true))
            .body()
            .get("callId")
            .stringValue();
    Node offer = device.await(node -> node.is("call"));
    assertThat(offer.requireChild("offer").attr("call-id")).isEqualTo(callId);
    assertThat(offer.requireChild("offer").child("video")).isPresent();
    device.send(
        Node.of("call")
            .with("id", "r1")
            .with("to", peerLid)
            .child(
                Node.of("reject")
                    .with("call-id", callId)
                    .with("call-creator", peerLid)
                    .with("count", 0)
                    .build())
            .build());
    device.await(node -> node.is("ack") && node.has("class", "call") && node.has("id", "r1"));
    assertThat(
            control
                .get("/phones/" + PEER + "/state")
                .body()
                .get("calls")
                .get(0)
                .get("state")
                .stringValue())
        .isEqualTo("rejected");
  }

  @Test
  void aStrangerIsRefusedWithoutATokenAndHeardWithOne() throws Exception {
    WebDevice device = linked(OWN);
    device.uploadPreKeys(1, 5);
    control.post("/server", Map.of("requireTokens", true));
    device.send(device.text("M1", peerLid, "who are you?"));
    assertThat(ack(device, "M1").attr("error")).isEqualTo("463");
    control.post("/phones/" + PEER + "/token", Map.of("to", OWN));
    byte[] token =
        notification(device, "privacy_token").requireChild("tokens").requireChild("token").bytes();
    device.send(
        device.text("M2", peerLid, "hello").toBuilder()
            .child(Node.of("tctoken").bytes(token).build())
            .build());
    assertThat(ack(device, "M2").find("error")).isEmpty();
    assertThat(control.texts(PEER, 1)).containsExactly("hello");
  }

  @Test
  void whoSeesAStatusIsWhatThePhoneHasChosen() throws Exception {
    WebDevice device = linked(OWN);
    assertThat(statusList(device).attr("type")).isEqualTo("contacts");
    control.post(
        "/phones/" + OWN + "/status-privacy", Map.of("type", "blacklist", "users", List.of(PEER)));
    Node chosen = statusList(device);
    assertThat(chosen.attr("type")).isEqualTo("blacklist");
    assertThat(chosen.requireChild("user").jid("jid")).isEqualTo(peerLid);
    assertThat(
            control.post("/phones/" + OWN + "/status-privacy", Map.of("type", "friends")).status())
        .isEqualTo(400);
  }

  private static Node statusList(WebDevice device) throws InterruptedException {
    return device
        .query(
            Node.of("iq").with("type", "get").with("xmlns", "status"), Node.of("privacy").build())
        .requireChild("privacy")
        .requireChild("list");
  }

  private static Node ack(WebDevice device, String id) throws InterruptedException {
    return device.await(node -> node.is("ack") && node.has("id", id));
  }

  @Test
  void aMessageCanBeMadeToBeRefusedWithAnyCode() throws Exception {
    WebDevice device = linked(OWN);
    control.post(
        "/faults", Map.of("target", OWN, "kind", "message-refused", "code", 475, "count", 1));
    device.send(device.text("M1", peerLid, "one"));
    assertThat(ack(device, "M1").attr("error")).isEqualTo("475");
    device.send(device.text("M2", peerLid, "two"));
    assertThat(ack(device, "M2").find("error")).isEmpty();
  }

  @Test
  void anOldClientIsRefusedAndThePageNamesANewerVersion() throws Exception {
    WebDevice device = linked(OWN);
    control.post("/server", Map.of("minimumClientVersion", "2.3000.1099999999"));
    Node refusal = device.at(simulator).login(false);
    assertThat(refusal.attr("reason")).isEqualTo("405");
    assertThat(control.get("/client-version").body().get("client_revision").intValue())
        .isEqualTo(1099999999);
    assertThat(control.get("/server").body().get("versionPageViews").intValue()).isEqualTo(1);
  }

  @Test
  void typingAndPresenceCarryOnBothWays() throws Exception {
    WebDevice device = linked(OWN);
    device.send(Node.of("presence").with("type", "subscribe").with("to", peerLid).build());
    control.post("/phones/" + PEER + "/presence", Map.of("state", "available"));
    device.await(
        node ->
            node.is("presence")
                && node.has("from", peerLid.toString())
                && !node.has("type", "unavailable"));
    control.post("/phones/" + PEER + "/presence", Map.of("state", "recording", "to", OWN));
    assertThat(device.await(node -> node.is("chatstate")).requireChild("composing").attr("media"))
        .isEqualTo("audio");
  }
}
