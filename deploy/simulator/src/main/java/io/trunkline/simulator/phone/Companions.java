package io.trunkline.simulator.phone;

import com.google.protobuf.ByteString;
import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Json;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.media.HostedFile;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.HistorySyncNotification;
import io.trunkline.whatsapp.proto.e2e.HistorySyncType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestResponseMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestResponseMessage.PeerDataOperationResult;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestResponseMessage.PeerDataOperationResult.PlaceholderMessageResendResponse;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.appstate.KeyShare;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.MessageIds;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a phone and one linked device say to each other: keys of the app state and the past. Not
/// thread-safe: the phone's lock guards it. Journal: `past/<number>`.
final class Companions {
  private static final int MAX_COUNT = 500;

  /// A longer chunk is uploaded.
  private static final int MAX_INLINE_BYTES = 8 << 10;

  private final Account account;
  private final SignalParty signal;
  private final PhoneAppState appState;
  private final Server server;
  private final Function<MessageKey, Optional<WebMessageInfo>> messages;
  private final PhoneMedia media;
  private final Clock clock;
  private final Randomness randomness;
  private PhonePast past = PhonePast.NONE;

  /// @param messages what the phone shows or has sent
  Companions(
      Account account,
      SignalParty signal,
      PhoneAppState appState,
      Server server,
      Function<MessageKey, Optional<WebMessageInfo>> messages,
      PhoneMedia media,
      Clock clock,
      Randomness randomness) {
    this.account = account;
    this.signal = signal;
    this.appState = appState;
    this.server = server;
    this.messages = messages;
    this.media = media;
    this.clock = clock;
    this.randomness = randomness;
  }

  void loadPast(PhonePast loaded) {
    past = loaded;
  }

  void past(PhonePast fresh, Transaction transaction) {
    past = fresh;
    transaction.put("past/" + account.number(), Json.write(fresh));
  }

  /// A device was linked: it gets the keys, then the past.
  void welcome(Device device, Transaction transaction) {
    share(
        device,
        new KeyShare(appState.keys(clock.instant(), transaction).newestFirst(), Set.of()),
        transaction);
    past.forNewDevice(account).forEach(chunk -> announce(device, chunk, "", transaction));
  }

  /// A peer message of a linked device.
  ///
  /// @param id of the message
  void take(Device device, String id, Message content, Transaction transaction) {
    ProtocolMessage asked = content.getProtocolMessage();
    if (asked.hasAppStateSyncKeyRequest()) {
      share(
          device,
          KeyShare.answer(
              KeyShare.requested(asked.getAppStateSyncKeyRequest()),
              appState.keys(clock.instant(), transaction)),
          transaction);
    }
    PeerDataOperationRequestMessage operation = asked.getPeerDataOperationRequestMessage();
    if (operation.hasHistorySyncOnDemandRequest()) {
      var wanted = operation.getHistorySyncOnDemandRequest();
      send(
          device,
          ProtocolMessage.newBuilder()
              .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE)
              .setPeerDataOperationRequestResponseMessage(
                  PeerDataOperationRequestResponseMessage.newBuilder()
                      .setPeerDataOperationRequestType(operation.getPeerDataOperationRequestType())
                      .setStanzaID(id)),
          transaction);
      announce(
          device,
          past.before(
              account,
              wanted.getChatJID(),
              wanted.getOldestMsgID(),
              Math.clamp(wanted.getOnDemandMsgCount(), 0, MAX_COUNT)),
          id,
          transaction);
    }
    if (operation.getPlaceholderMessageResendRequestCount() > 0) {
      sendAgain(device, id, operation, transaction);
    }
  }

  /// What a device could not decrypt; a message that the phone has not either is left out.
  private void sendAgain(
      Device device, String id, PeerDataOperationRequestMessage asked, Transaction transaction) {
    var response =
        PeerDataOperationRequestResponseMessage.newBuilder()
            .setPeerDataOperationRequestType(asked.getPeerDataOperationRequestType())
            .setStanzaID(id);
    for (var request : asked.getPlaceholderMessageResendRequestList()) {
      messages
          .apply(request.getMessageKey())
          .ifPresent(
              found ->
                  response.addPeerDataOperationResult(
                      PeerDataOperationResult.newBuilder()
                          .setPlaceholderMessageResendResponse(
                              PlaceholderMessageResendResponse.newBuilder()
                                  .setWebMessageInfoBytes(found.toByteString()))));
    }
    send(
        device,
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE)
            .setPeerDataOperationRequestResponseMessage(response),
        transaction);
  }

  private void share(Device device, KeyShare share, Transaction transaction) {
    send(
        device,
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE)
            .setAppStateSyncKeyShare(share.message()),
        transaction);
  }

  /// A short chunk is inside its announcement, a longer one on the media host.
  private void announce(
      Device device, PhonePast.Chunk chunk, String requestId, Transaction transaction) {
    var notification =
        HistorySyncNotification.newBuilder()
            .setSyncType(HistorySyncType.forNumber(chunk.type().number()))
            .setChunkOrder(chunk.order())
            .setProgress(chunk.progress());
    if (chunk.bytes().length <= MAX_INLINE_BYTES) {
      notification.setInitialHistBootstrapInlinePayload(ByteString.copyFrom(chunk.bytes()));
    } else {
      HostedFile hosted = media.keep(MediaKind.HISTORY, chunk.bytes(), account.number());
      notification
          .setDirectPath(hosted.directPath())
          .setMediaKey(hosted.mediaKey())
          .setFileSHA256(hosted.file().fileSha256())
          .setFileEncSHA256(hosted.file().fileEncSha256())
          .setFileLength(hosted.file().fileLength());
    }
    if (!requestId.isEmpty()) {
      notification.setPeerDataRequestSessionID(requestId);
    }
    send(
        device,
        ProtocolMessage.newBuilder()
            .setType(ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION)
            .setHistorySyncNotification(notification),
        transaction);
  }

  private void send(Device device, ProtocolMessage.Builder content, Transaction transaction) {
    byte[] plaintext = Message.newBuilder().setProtocolMessage(content).build().toByteArray();
    Node enc = signal.encrypt(device, device.jid(JidServer.LID), plaintext, server, transaction);
    server.send(
        account.phone(),
        Node.of("message")
            .with("id", MessageIds.fromRandom(randomness))
            .with("to", device.jid(JidServer.LID))
            .with("type", "text")
            .with("category", "peer")
            .child(enc)
            .build(),
        transaction);
  }
}
