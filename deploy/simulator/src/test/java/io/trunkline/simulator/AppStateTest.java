package io.trunkline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.media.MediaShelf;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.HistorySyncNotification;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage.PlaceholderMessageResendRequest;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.Applied;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.KeyShare;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import io.trunkline.whatsapp.protocol.appstate.PatchReader;
import io.trunkline.whatsapp.protocol.appstate.PatchWriter;
import io.trunkline.whatsapp.protocol.appstate.Snapshot;
import io.trunkline.whatsapp.protocol.appstate.StoredMacs;
import io.trunkline.whatsapp.protocol.appstate.SyncKeys;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.history.HistoryItem;
import io.trunkline.whatsapp.protocol.history.HistoryReader;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaDecryptor;
import io.trunkline.whatsapp.protocol.media.MediaKeys;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AppStateTest {
  private static final String ALICE = "96170000001";
  private static final String BOB = "96170000002";
  private static final Randomness RANDOM = Randomness.from(new SecureRandom());

  @TempDir private Path data;

  private Simulator simulator;
  private ControlApi control;
  private Jid bob;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    control.phone(ALICE);
    bob = Jid.parse(control.phone(BOB).get("lid").stringValue());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private WebDevice link() throws Exception {
    WebDevice device = new WebDevice(simulator);
    String qr = device.showQr();
    Thread phone =
        Thread.ofVirtual()
            .start(() -> control.post("/phones/" + ALICE + "/scan", Map.of("qr", qr)));
    device.acceptPairing();
    phone.join();
    device.login(true);
    return device;
  }

  private static ProtocolMessage fromPhone(WebDevice device) throws InterruptedException {
    Node message = device.await(node -> node.is("message") && node.has("category", "peer"));
    device.send(
        Node.of("receipt")
            .with("id", message.attr("id"))
            .with("to", message.jid("from"))
            .with("type", "peer_msg")
            .build());
    return device.open(message).getProtocolMessage();
  }

  private static SyncKeys keys(WebDevice device) throws InterruptedException {
    return SyncKeys.of(KeyShare.of(fromPhone(device).getAppStateSyncKeyShare()).keys());
  }

  private static Node sync(WebDevice device, Node.Builder collection) throws InterruptedException {
    return device
        .query(
            Node.of("iq").with("type", "set").with("xmlns", "w:sync:app:state"),
            Node.of("sync").child(collection.build()).build())
        .requireChild("sync")
        .requireChild("collection");
  }

  private static Node.Builder pins(long version) {
    return Node.of("collection").with("name", "regular_low").with("version", version);
  }

  private static List<Action> read(SyncKeys keys, Node collection) {
    List<Patch> patches =
        collection.requireChild("patches").children("patch").stream()
            .map(node -> Patch.parse(node.bytes()))
            .toList();
    return new PatchReader(Collection.REGULAR_LOW, keys)
        .apply(CollectionState.EMPTY, patches, StoredMacs.NONE).mutations().stream()
            .map(mutation -> ((Mutation.Set) mutation).action())
            .toList();
  }

  @Test
  void whatThePhonePinsReachesALinkedDevice() throws Exception {
    WebDevice device = link();
    SyncKeys keys = keys(device);

    assertThat(control.post("/phones/" + ALICE + "/chats/" + BOB + "/pin", Map.of()).status())
        .isEqualTo(204);

    Node news = device.await(node -> node.is("notification") && node.has("type", "server_sync"));
    assertThat(news.requireChild("collection").attr("name")).isEqualTo("regular_low");
    Node answer = sync(device, pins(0).with("return_snapshot", "true"));
    assertThat(answer.attr("version")).isEqualTo("1");
    assertThat(read(keys, answer)).containsExactly(new Action.Pin(bob, true));
  }

  @Test
  void whatADevicePinsShowsOnThePhoneAlsoAfterARestart() throws Exception {
    WebDevice device = link();
    SyncKeys keys = keys(device);
    Patch patch =
        new PatchWriter(Collection.REGULAR_LOW, keys, RANDOM)
            .write(
                CollectionState.EMPTY,
                List.of(new Mutation.Set(new Action.Pin(bob, true), Instant.now())),
                StoredMacs.NONE)
            .orElseThrow()
            .patch();

    Node taken = sync(device, pins(0).child(Node.of("patch").bytes(patch.bytes()).build()));
    Node late = sync(device, pins(0).child(Node.of("patch").bytes(patch.bytes()).build()));

    assertThat(taken.attr("version")).isEqualTo("1");
    assertThat(late.requireChild("error").attr("code")).isEqualTo("409");
    assertThat(read(keys, late)).containsExactly(new Action.Pin(bob, true));
    assertThat(pinned()).isEqualTo(bob.toString());
    device.cut();
    simulator.close();
    simulator = Simulator.start(SimulatorOptions.anyPorts(data));
    control = new ControlApi(simulator);
    assertThat(pinned()).isEqualTo(bob.toString());
  }

  private String pinned() {
    JsonNode chat = control.get("/phones/" + ALICE + "/state").body().at("/chats/0");
    assertThat(chat.get("pinned").booleanValue()).isTrue();
    return chat.get("jid").stringValue();
  }

  @Test
  void contactsAndLabelsShowOnThePhone() {
    control.post("/phones/" + ALICE + "/contacts", Map.of("number", BOB, "name", "Bob"));
    control.post("/phones/" + ALICE + "/labels", Map.of("id", "1", "name", "Friends", "color", 3));
    control.post("/phones/" + ALICE + "/labels/1/chats", Map.of("jid", BOB, "labeled", true));
    control.post("/phones/" + ALICE + "/chats/" + BOB + "/archive", Map.of());

    JsonNode state = control.get("/phones/" + ALICE + "/state").body();

    assertThat(state.at("/contacts/0/name").stringValue()).isEqualTo("Bob");
    assertThat(state.at("/labels/0/name").stringValue()).isEqualTo("Friends");
    assertThat(state.at("/labels/0/chats/0").stringValue()).isEqualTo(bob.toString());
    assertThat(state.at("/chats/0/archived").booleanValue()).isTrue();
    assertThat(state.at("/chats/0/pinned").booleanValue()).isFalse();
  }

  @Test
  void aNewDeviceIsToldThePastAndMoreOnDemand() throws Exception {
    control.post("/phones/" + ALICE + "/history", Map.of("chats", 2, "messagesPerChat", 25));
    WebDevice device = link();
    keys(device);

    HistorySyncNotification first = fromPhone(device).getHistorySyncNotification();
    HistorySyncNotification recent = fromPhone(device).getHistorySyncNotification();

    List<HistoryChat> newest = chats(first);
    assertThat(newest).hasSize(2);
    assertThat(newest.getFirst().messages()).hasSize(10);
    assertThat(recent.getProgress()).isEqualTo(100);
    assertThat(chats(recent).getFirst().messages()).hasSize(15);
    var wanted =
        PeerDataOperationRequestMessage.HistorySyncOnDemandRequest.newBuilder()
            .setChatJID(newest.getFirst().jid().toString())
            .setOldestMsgID(newest.getFirst().messages().getLast().id())
            .setOnDemandMsgCount(5);
    askPhone(
        device, PeerDataOperationRequestMessage.newBuilder().setHistorySyncOnDemandRequest(wanted));

    assertThat(fromPhone(device).getPeerDataOperationRequestResponseMessage().getStanzaID())
        .isEqualTo("ASK");
    HistorySyncNotification more = fromPhone(device).getHistorySyncNotification();
    assertThat(more.getPeerDataRequestSessionID()).isEqualTo("ASK");
    assertThat(chats(more).getFirst().messages().getFirst().timestamp())
        .isBefore(newest.getFirst().messages().getLast().timestamp());
    assertThat(chats(more).getFirst().messages()).hasSize(5);
  }

  @Test
  void thePhoneSendsAgainWhatADeviceCannotDecrypt() throws Exception {
    WebDevice device = link();
    device.hearPhone();
    control.say(BOB, ALICE, "waiting for this");
    Node lost = device.await(node -> node.is("message") && node.has("type", "text"));
    assertThat(control.texts(ALICE, 1)).containsExactly("waiting for this");
    var key =
        MessageKey.newBuilder()
            .setRemoteJID(lost.jid("from").toUserJid().toString())
            .setID(lost.attr("id"));
    askPhone(
        device,
        PeerDataOperationRequestMessage.newBuilder()
            .setPeerDataOperationRequestType(
                PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND)
            .addPlaceholderMessageResendRequest(
                PlaceholderMessageResendRequest.newBuilder().setMessageKey(key))
            .addPlaceholderMessageResendRequest(
                PlaceholderMessageResendRequest.newBuilder()
                    .setMessageKey(key.clone().setID("UNKNOWN"))));

    var answer = fromPhone(device).getPeerDataOperationRequestResponseMessage();
    assertThat(answer.getStanzaID()).isEqualTo("ASK");
    assertThat(answer.getPeerDataOperationResultCount()).isEqualTo(1);
    var found =
        WebMessageInfo.parseFrom(
            answer
                .getPeerDataOperationResult(0)
                .getPlaceholderMessageResendResponse()
                .getWebMessageInfoBytes());
    assertThat(found.getKey()).isEqualTo(key.build());
    assertThat(found.getMessage().getConversation()).isEqualTo("waiting for this");
    assertThat(found.getPushName()).isEqualTo("Phone " + BOB);
    assertThat(found.getMessageTimestamp()).isEqualTo(lost.number("t"));
  }

  private static void askPhone(WebDevice device, PeerDataOperationRequestMessage.Builder operation)
      throws InterruptedException {
    Jid phone = device.lid.toUserJid();
    Node enc =
        device.encrypt(
            phone,
            Message.newBuilder()
                .setProtocolMessage(
                    ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE)
                        .setPeerDataOperationRequestMessage(operation))
                .build());
    device.send(
        Node.of("message")
            .with("id", "ASK")
            .with("to", phone)
            .with("type", "text")
            .with("category", "peer")
            .child(enc)
            .build());
  }

  private static List<HistoryChat> chats(HistorySyncNotification notification) {
    return chats(notification.getInitialHistBootstrapInlinePayload().newInput());
  }

  private static List<HistoryChat> chats(InputStream chunk) {
    List<HistoryChat> chats = new ArrayList<>();
    try (var reader = new HistoryReader(chunk, 1 << 20)) {
      Optional<HistoryItem> item;
      while ((item = reader.next()).isPresent()) {
        if (item.get() instanceof HistoryChat chat) {
          chats.add(chat);
        }
      }
    }
    return chats;
  }

  @Test
  void aLongChunkOfThePastIsOnTheMediaHost() throws Exception {
    control.post("/phones/" + ALICE + "/history", Map.of("chats", 1, "messagesPerChat", 3000));
    WebDevice device = link();
    keys(device);

    HistorySyncNotification first = fromPhone(device).getHistorySyncNotification();
    HistorySyncNotification recent = fromPhone(device).getHistorySyncNotification();

    assertThat(chats(first).getFirst().messages()).hasSize(10);
    assertThat(recent.getInitialHistBootstrapInlinePayload()).isEmpty();
    byte[] file =
        download(
            MediaKind.HISTORY,
            recent.getMediaKey(),
            recent.getDirectPath(),
            recent.getFileEncSHA256());
    assertThat(chats(new ByteArrayInputStream(file)).getFirst().messages()).hasSize(2990);
  }

  @Test
  void aLongLogBeginsWithASnapshot() throws Exception {
    WebDevice device = link();
    SyncKeys keys = keys(device);
    for (int i = 0; i < 51; i++) {
      String what = i % 2 == 0 ? "/pin" : "/unpin";
      control.post("/phones/" + ALICE + "/chats/" + BOB + what, Map.of());
    }

    Node answer = sync(device, pins(0).with("return_snapshot", "true"));

    assertThat(answer.child("patches")).isEmpty();
    var reference = Snapshot.reference(answer.requireChild("snapshot").bytes());
    byte[] file =
        download(
            MediaKind.APP_STATE,
            reference.getMediaKey(),
            reference.getDirectPath(),
            reference.getFileEncSHA256());
    Applied applied = new PatchReader(Collection.REGULAR_LOW, keys).apply(Snapshot.parse(file));
    assertThat(applied.state().version()).isEqualTo(51);
    assertThat(applied.mutations())
        .extracting(mutation -> ((Mutation.Set) mutation).action())
        .containsExactly(new Action.Pin(bob, true));
  }

  /// The simulator's media host is a folder, as its own tests know.
  private byte[] download(MediaKind kind, ByteString mediaKey, String path, ByteString encSha256)
      throws Exception {
    Path file = new MediaShelf(data.resolve("media")).find(path).orElseThrow().file();
    return MediaDecryptor.decrypt(
        MediaKeys.derive(mediaKey.toByteArray(), kind),
        new ExpectedMedia(encSha256, ByteString.EMPTY, OptionalLong.empty()),
        Files.readAllBytes(file));
  }
}
