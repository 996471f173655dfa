package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.History;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.proto.e2e.HistorySyncNotification;
import io.trunkline.whatsapp.proto.e2e.HistorySyncType;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestMessage.HistorySyncOnDemandRequest;
import io.trunkline.whatsapp.proto.e2e.PeerDataOperationRequestType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.history.HistoryException;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Chunks of the past that the own phone announces. One inside its announcement becomes events in
/// the commit of the message that brought it. Another is downloaded, one at a time, and stored
/// event by event; only then the phone is told (`hist_sync`), which else announces it again.
///
/// Source: protocol dossier, 12.
final class HistorySync implements History {

  private static final int MAX_WAITING = 64;
  private static final int MAX_COUNT = 500;
  private static final int MAX_INLINE_BYTES = 16 << 20;
  private static final int MAX_DOWNLOAD_BYTES = 64 << 20;
  private static final int MAX_INFLATED_BYTES = 512 << 20;

  private record Chunk(IncomingMessage message, HistorySyncNotification notification) {}

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final PrivacyTokens tokens;
  private final Calls calls;
  private final PeerMessages peers;
  private final MediaFlow media;
  private final Consumer<Node> socket;
  private final ArrayDeque<Chunk> waiting = new ArrayDeque<>(2);
  private boolean isBusy;

  HistorySync(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      PrivacyTokens tokens,
      Calls calls,
      PeerMessages peers,
      MediaFlow media,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.tokens = tokens;
    this.calls = calls;
    this.peers = peers;
    this.media = media;
    this.socket = socket;
  }

  @Override
  public CompletionStage<String> request(
      Jid chat, String oldestId, boolean oldestFromMe, Instant oldestAt, int count) {
    return calls.post(
        () -> {
          if (count < 1 || count > MAX_COUNT) {
            throw new SendFailure(
                SendFailure.Code.INVALID, "Expected 1 to 500 messages but was " + count);
          }
          return addresses
              .resolve(chat)
              .thenCompose(
                  address ->
                      peers.send(
                          onDemand(address.canonical(), oldestId, oldestFromMe, oldestAt, count)));
        });
  }

  private static ProtocolMessage onDemand(
      Jid chat, String oldestId, boolean oldestFromMe, Instant oldestAt, int count) {
    var wanted =
        HistorySyncOnDemandRequest.newBuilder()
            .setChatJID(chat.toString())
            .setOldestMsgID(oldestId)
            .setOldestMsgFromMe(oldestFromMe)
            // Seconds, whatever the name says.
            .setOldestMsgTimestampMS(oldestAt.getEpochSecond())
            .setOnDemandMsgCount(count);
    return ProtocolMessage.newBuilder()
        .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE)
        .setPeerDataOperationRequestMessage(
            PeerDataOperationRequestMessage.newBuilder()
                .setPeerDataOperationRequestType(
                    PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND)
                .setHistorySyncOnDemandRequest(wanted))
        .build();
  }

  static boolean isInline(HistorySyncNotification notification) {
    return !notification.getInitialHistBootstrapInlinePayload().isEmpty();
  }

  /// What an announcement itself tells: everything, where the chunk is inside or the phone
  /// declined.
  List<SessionEvent> told(IncomingMessage message, HistorySyncNotification notification) {
    if (isInline(notification)) {
      return inline(message, notification);
    }
    boolean hasDeclined = notification.getSyncType() == HistorySyncType.NO_HISTORY;
    return hasDeclined ? List.of(nothing(message, notification)) : List.of();
  }

  private List<SessionEvent> inline(IncomingMessage message, HistorySyncNotification notification) {
    List<SessionEvent> events = new ArrayList<>();
    InputStream payload = notification.getInitialHistBootstrapInlinePayload().newInput();
    try (var batches =
        new HistoryBatches(
            payload, MAX_INLINE_BYTES, notification, message.id(), addresses, tokens)) {
      Optional<SessionEvent.HistoryReceived> next;
      while ((next = batches.next()).isPresent()) {
        events.add(next.get());
      }
    } catch (HistoryException e) {
      SessionCore.log.warn("session {}: a history chunk is damaged: {}", core.label(), e.code());
    }
    return events;
  }

  private static SessionEvent nothing(
      IncomingMessage message, HistorySyncNotification notification) {
    return new SessionEvent.HistoryReceived(
        message.id(),
        HistoryBatches.type(notification),
        notification.getChunkOrder(),
        100,
        notification.getPeerDataRequestSessionID(),
        0,
        true,
        List.of(),
        List.of(),
        List.of());
  }

  /// The announcement is durable and acknowledged.
  void announced(IncomingMessage message, HistorySyncNotification notification) {
    if (isInline(notification) || notification.getDirectPath().isEmpty()) {
      confirm(message);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(new Chunk(message, notification));
      pump();
    } else {
      SessionCore.log.warn("session {}: too many history chunks wait", core.label());
    }
  }

  private void confirm(IncomingMessage message) {
    socket.accept(Acks.historySync(message, core.account().pn().toUserJid()));
  }

  private void pump() {
    Chunk chunk;
    if (isBusy || core.isDead() || (chunk = waiting.poll()) == null) {
      return;
    }
    isBusy = true;
    var unused =
        download(chunk)
            .whenComplete(
                (ignored, failure) -> {
                  isBusy = false;
                  if (failure == null) {
                    confirm(chunk.message);
                  } else {
                    SessionCore.log.warn(
                        "session {}: a history chunk ({}) was not taken: {}",
                        core.label(),
                        HistoryBatches.type(chunk.notification),
                        failure.getMessage());
                  }
                  pump();
                });
  }

  private CompletableFuture<Void> download(Chunk chunk) {
    HistorySyncNotification told = chunk.notification;
    return media
        .fetch(
            new RemoteMedia(
                MediaKind.HISTORY,
                told.getDirectPath(),
                told.getMediaKey(),
                new ExpectedMedia(
                    told.getFileEncSHA256(), told.getFileSHA256(), OptionalLong.empty())),
            MAX_DOWNLOAD_BYTES)
        .thenCompose(
            bytes -> {
              var batches =
                  new HistoryBatches(
                      new ByteArrayInputStream(bytes),
                      MAX_INFLATED_BYTES,
                      told,
                      chunk.message.id(),
                      addresses,
                      tokens);
              return store(batches).whenComplete((ignored, failure) -> batches.close());
            });
  }

  private CompletableFuture<Void> store(HistoryBatches batches) {
    try {
      Optional<SessionEvent.HistoryReceived> next = batches.next();
      if (next.isEmpty()) {
        return CompletableFuture.completedFuture(null);
      }
      journal.change().inbox(next.get());
      return journal.durable().thenCompose(ignored -> store(batches));
    } catch (HistoryException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  void clear() {
    waiting.clear();
  }
}
