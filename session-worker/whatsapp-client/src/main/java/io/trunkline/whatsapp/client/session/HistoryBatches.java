package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.SessionEvent.PastChat;
import io.trunkline.whatsapp.client.event.SessionEvent.PastMessage;
import io.trunkline.whatsapp.client.event.SessionEvent.PastName;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.proto.e2e.HistorySyncNotification;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.history.HistoryItem;
import io.trunkline.whatsapp.protocol.history.HistoryMessage;
import io.trunkline.whatsapp.protocol.history.HistoryReader;
import io.trunkline.whatsapp.protocol.history.HistoryType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts one chunk of history into events that a broker takes. No more of the chunk is in memory
/// than one chat and the event under way. Pairs of names are learned on the way.
final class HistoryBatches implements AutoCloseable {

  private static final int MAX_MESSAGES = 100;
  private static final int MAX_OTHERS = 500;
  private static final int MAX_BYTES = 256 << 10;

  private final HistoryReader reader;
  private final HistorySyncNotification notification;
  private final String id;
  private final Addresses addresses;
  private final PrivacyTokens tokens;
  private final ArrayDeque<HistoryMessage> waiting = new ArrayDeque<>();
  private int part;
  private boolean isDone;

  /// @param id of the message that announced the chunk
  /// @param maxBytes how large the chunk may be after inflation
  HistoryBatches(
      InputStream compressed,
      int maxBytes,
      HistorySyncNotification notification,
      String id,
      Addresses addresses,
      PrivacyTokens tokens) {
    this.reader = new HistoryReader(compressed, maxBytes);
    this.notification = notification;
    this.id = id;
    this.addresses = addresses;
    this.tokens = tokens;
  }

  /// The next event; empty behind the last one.
  ///
  /// @throws io.trunkline.whatsapp.protocol.history.HistoryException where the chunk is damaged
  Optional<SessionEvent.HistoryReceived> next() {
    if (isDone) {
      return Optional.empty();
    }
    var batch = new Batch();
    while (!batch.isFull()) {
      HistoryMessage message = waiting.poll();
      if (message != null) {
        batch.add(message);
        continue;
      }
      Optional<HistoryItem> item = reader.next();
      if (item.isEmpty()) {
        isDone = true;
        break;
      }
      take(item.get(), batch);
    }
    return Optional.of(
        new SessionEvent.HistoryReceived(
            id,
            type(notification),
            notification.getChunkOrder(),
            Math.clamp(notification.getProgress(), 0, 100),
            notification.getPeerDataRequestSessionID(),
            part++,
            isDone,
            batch.chats,
            batch.messages,
            batch.names));
  }

  static HistoryType type(HistorySyncNotification notification) {
    return HistoryType.find(notification.getSyncType().getNumber()).orElseThrow();
  }

  private void take(HistoryItem item, Batch batch) {
    switch (item) {
      case HistoryChat chat -> {
        chat.mapping().ifPresent(pair -> addresses.learn(pair.pn(), pair.lid()));
        chat.privacyToken().ifPresent(token -> tokens.past(chat.jid(), token));
        batch.chats.add(new PastChat(addresses.known(chat.jid()), chat));
        waiting.addAll(chat.messages());
      }
      case HistoryItem.Status(HistoryMessage message) -> waiting.add(message);
      case HistoryItem.PushName(Jid user, String name) ->
          batch.names.add(new PastName(addresses.known(user), name));
      case HistoryItem.LidMapping(Jid pn, Jid lid) -> addresses.learn(pn, lid);
      case HistoryItem.InlineContact contact ->
          contact.pn().ifPresent(pn -> contact.lid().ifPresent(lid -> addresses.learn(pn, lid)));
      case HistoryItem.NctSalt(var salt) -> tokens.pastSalt(salt.toByteArray());
      // Nothing of these is told: members who left, calls, settings and secrets of the phone.
      case HistoryItem.PastParticipants _,
          HistoryItem.Call _,
          HistoryItem.Settings _,
          HistoryItem.CompanionMetaNonce _ -> {}
    }
  }

  private final class Batch {
    final List<PastChat> chats = new ArrayList<>();
    final List<PastMessage> messages = new ArrayList<>();
    final List<PastName> names = new ArrayList<>();
    private int bytes;

    boolean isFull() {
      return messages.size() >= MAX_MESSAGES
          || chats.size() + names.size() >= MAX_OTHERS
          || bytes >= MAX_BYTES;
    }

    void add(HistoryMessage message) {
      int size = message.info().getSerializedSize();
      if (size > 2 * MAX_BYTES) {
        SessionCore.log.warn("a message of the history is too large and left out: {}", size);
        return;
      }
      bytes += size;
      messages.add(new PastMessage(addresses.known(message.chat()), sender(message), message));
    }

    private Optional<UserAddress> sender(HistoryMessage message) {
      if (message.fromMe()) {
        return Optional.of(addresses.own());
      }
      Jid chat = message.chat();
      return message
          .participant()
          .or(() -> chat.isPn() || chat.isLid() ? Optional.of(chat) : Optional.empty())
          .map(addresses::known);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
