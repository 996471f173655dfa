package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.SessionEvent.HistoryReceived;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.HistorySyncNotification;
import io.trunkline.whatsapp.proto.e2e.HistorySyncType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.history.HistoryItem;
import io.trunkline.whatsapp.protocol.history.HistoryMessage;
import io.trunkline.whatsapp.protocol.history.HistoryType;
import io.trunkline.whatsapp.protocol.history.HistoryWriter;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final Scene scene = Scene.linked();
  private final PeerDevice annsPhone = scene.device(Scene.ANN_LID.toUserJid());

  @AfterEach
  void close() {
    scene.close();
  }

  private static HistoryChat chat(int messages) {
    List<HistoryMessage> past = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      var info =
          WebMessageInfo.newBuilder()
              .setKey(
                  MessageKey.newBuilder()
                      .setRemoteJID(Scene.BOB_LID.toString())
                      .setID("H" + i)
                      .setFromMe(i % 2 == 0))
              .setMessageTimestamp(1795000000L + i)
              .setMessage(Message.newBuilder().setConversation("past " + i))
              .build();
      past.add(
          HistoryMessage.of(Optional.of(Scene.BOB_LID), info, OptionalLong.empty()).orElseThrow());
    }
    return HistoryChat.of(Scene.BOB_LID, past);
  }

  private static byte[] chunk(HistoryType type, int messages) {
    return new HistoryWriter(type, 1, 100)
        .add(new HistoryItem.LidMapping(Scene.BOB_PN, Scene.BOB_LID))
        .add(chat(messages))
        .add(new HistoryItem.PushName(Scene.BOB_PN, "Bobby"))
        .finish();
  }

  private void announce(ScriptedServer.Peer peer, HistorySyncNotification.Builder notification) {
    annsPhone.meet(scene.ownBundle(true));
    peer.send(
        Node.of("message")
            .with("id", "N1")
            .with("from", Scene.ANN_LID.toUserJid())
            .with("type", "text")
            .with("category", "peer")
            .with("t", 1795255400)
            .child(
                annsPhone.encrypt(
                    Message.newBuilder()
                        .setProtocolMessage(
                            ProtocolMessage.newBuilder()
                                .setType(ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION)
                                .setHistorySyncNotification(notification))
                        .build()))
            .build());
    Node receipt = peer.take(node -> node.is("receipt") && node.has("type", "hist_sync"));
    assertThat(receipt.attr("id")).isEqualTo("N1");
  }

  private List<HistoryReceived> told() {
    return scene.store.inbox().stream()
        .filter(HistoryReceived.class::isInstance)
        .map(HistoryReceived.class::cast)
        .toList();
  }

  @Test
  void aChunkInsideItsAnnouncementIsToldWithIt() {
    ScriptedServer.Peer peer = scene.open();

    announce(
        peer,
        HistorySyncNotification.newBuilder()
            .setSyncType(HistorySyncType.INITIAL_BOOTSTRAP)
            .setChunkOrder(1)
            .setProgress(100)
            .setInitialHistBootstrapInlinePayload(
                ByteString.copyFrom(chunk(HistoryType.INITIAL_BOOTSTRAP, 3))));

    HistoryReceived past = told().getFirst();
    assertThat(past.type()).isEqualTo(HistoryType.INITIAL_BOOTSTRAP);
    assertThat(past.isLast()).isTrue();
    assertThat(past.messages()).hasSize(3);
    assertThat(past.messages().get(1).sender().orElseThrow().pn()).contains(Scene.BOB_PN);
    assertThat(past.messages().getFirst().sender().orElseThrow().lid())
        .contains(Scene.ANN_LID.toUserJid());
    assertThat(past.chats().getFirst().address().pn()).contains(Scene.BOB_PN);
    assertThat(past.names().getFirst().name()).isEqualTo("Bobby");
    assertThat(scene.store.mapping(Scene.BOB_PN).orElseThrow().lid()).isEqualTo(Scene.BOB_LID);
  }

  @Test
  void aDownloadedChunkIsToldInPartsBeforeThePhoneIsTold() {
    RemoteMedia file = scene.host(MediaKind.HISTORY, "/v/past?x=1", chunk(HistoryType.RECENT, 250));
    ScriptedServer.Peer peer = scene.open();

    announce(
        peer,
        HistorySyncNotification.newBuilder()
            .setSyncType(HistorySyncType.RECENT)
            .setDirectPath(file.directPath())
            .setMediaKey(file.mediaKey())
            .setFileSHA256(file.expected().fileSha256())
            .setFileEncSHA256(file.expected().fileEncSha256())
            .setChunkOrder(2)
            .setProgress(60));

    assertThat(told().stream().map(part -> part.messages().size()).toList())
        .containsExactly(100, 100, 50);
    assertThat(told().stream().map(HistoryReceived::part)).containsExactly(0, 1, 2);
    assertThat(told().getLast().isLast()).isTrue();
    assertThat(told().getLast().progress()).isEqualTo(60);
  }

  @Test
  void aDamagedChunkCostsItselfOnly() {
    ScriptedServer.Peer peer = scene.open();

    announce(
        peer,
        HistorySyncNotification.newBuilder()
            .setSyncType(HistorySyncType.INITIAL_BOOTSTRAP)
            .setInitialHistBootstrapInlinePayload(ByteString.copyFromUtf8("no zlib")));

    assertThat(told()).isEmpty();
    assertThat(scene.session.state())
        .isInstanceOf(io.trunkline.whatsapp.client.event.ConnectionState.Open.class);
  }

  @Test
  void olderMessagesAreAskedOfThePhone() {
    ScriptedServer.Peer peer = scene.open();

    String id =
        Scene.get(
            scene
                .session
                .history()
                .request(Scene.BOB_LID, "OLD", false, Instant.ofEpochSecond(1795000000), 50));

    Node message = peer.take(node -> node.is("message") && node.has("category", "peer"));
    assertThat(message.attr("id")).isEqualTo(id);
    var asked =
        annsPhone
            .decrypt(message.requireChild("enc"))
            .getProtocolMessage()
            .getPeerDataOperationRequestMessage()
            .getHistorySyncOnDemandRequest();
    assertThat(asked.getChatJID()).isEqualTo(Scene.BOB_LID.toString());
    assertThat(asked.getOldestMsgID()).isEqualTo("OLD");
    assertThat(asked.getOldestMsgTimestampMS()).isEqualTo(1795000000);
    assertThat(asked.getOnDemandMsgCount()).isEqualTo(50);
  }
}
