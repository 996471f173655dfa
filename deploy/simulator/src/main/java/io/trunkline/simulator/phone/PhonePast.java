package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Account;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.history.HistoryItem;
import io.trunkline.whatsapp.protocol.history.HistoryMessage;
import io.trunkline.whatsapp.protocol.history.HistoryType;
import io.trunkline.whatsapp.protocol.history.HistoryWriter;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The past of a phone: so many chats with so many texts, made up, the same each time. The newest
/// message of a chat is number 0.
///
/// @param chats how many; with people who have no phone here
/// @param messagesPerChat how many each
record PhonePast(int chats, int messagesPerChat) {
  static final PhonePast NONE = new PhonePast(0, 0);

  private static final int RECENT_PER_CHAT = 10;
  private static final int CHUNK_MESSAGES = 500;
  private static final long NEWEST = 1_790_000_000L;
  private static final long FIRST_NUMBER = 96_199_000_000L;
  private static final long FIRST_LID = 399_000_000_000_000L;

  /// A chunk of it.
  record Chunk(HistoryType type, int order, int progress, byte[] bytes) {
    @SuppressWarnings("ArrayRecordComponent") // handed from one method to the next
    Chunk {}
  }

  /// What a new device is told: the newest messages first, then all that is older.
  List<Chunk> forNewDevice(Account account) {
    List<Chunk> chunks = new ArrayList<>();
    HistoryWriter first = new HistoryWriter(HistoryType.INITIAL_BOOTSTRAP, 1, 100);
    first.add(new HistoryItem.PushName(account.pn(), account.name()));
    for (int chat = 0; chat < chats; chat++) {
      first.add(new HistoryItem.LidMapping(pn(chat), lid(chat)));
      first.add(chat(account, chat, 0, Math.min(RECENT_PER_CHAT, messagesPerChat)));
    }
    chunks.add(new Chunk(HistoryType.INITIAL_BOOTSTRAP, 1, 100, first.finish()));
    int perChunk = Math.max(1, CHUNK_MESSAGES / Math.max(1, messagesPerChat));
    int count = Math.max(1, (chats + perChunk - 1) / perChunk);
    for (int chunk = 0; chunk < count; chunk++) {
      int progress = 100 * (chunk + 1) / count;
      HistoryWriter writer = new HistoryWriter(HistoryType.RECENT, chunk + 1, progress);
      int end = Math.min(chats, (chunk + 1) * perChunk);
      for (int chat = chunk * perChunk; chat < end; chat++) {
        if (messagesPerChat > RECENT_PER_CHAT) {
          writer.add(chat(account, chat, RECENT_PER_CHAT, messagesPerChat));
        }
      }
      chunks.add(new Chunk(HistoryType.RECENT, chunk + 1, progress, writer.finish()));
    }
    return chunks;
  }

  /// Messages of a chat before a known one; none where the chat or the message is not of this past.
  Chunk before(Account account, String chat, String oldestId, int count) {
    HistoryWriter writer = new HistoryWriter(HistoryType.ON_DEMAND, 1, 100);
    for (int i = 0; i < chats; i++) {
      if (chat.equals(lid(i).toString()) || chat.equals(pn(i).toString())) {
        int known = number(i, oldestId);
        int from = known < 0 ? messagesPerChat : known + 1;
        writer.add(chat(account, i, from, Math.min(messagesPerChat, from + count)));
      }
    }
    return new Chunk(HistoryType.ON_DEMAND, 1, 100, writer.finish());
  }

  private int number(int chat, String id) {
    for (int i = 0; i < messagesPerChat; i++) {
      if (id(chat, i).equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static Jid pn(int chat) {
    return Jid.user(Long.toString(FIRST_NUMBER + chat), JidServer.USER);
  }

  private static Jid lid(int chat) {
    return Jid.user(Long.toString(FIRST_LID + chat), JidServer.LID);
  }

  private static String id(int chat, int message) {
    return "PAST%04d%06d".formatted(chat, message);
  }

  private static HistoryChat chat(Account account, int chat, int from, int to) {
    List<HistoryMessage> messages = new ArrayList<>();
    for (int i = from; i < to; i++) {
      WebMessageInfo info =
          WebMessageInfo.newBuilder()
              .setKey(
                  MessageKey.newBuilder()
                      .setRemoteJID(lid(chat).toString())
                      .setFromMe(i % 2 == 1)
                      .setID(id(chat, i)))
              .setMessageTimestamp(NEWEST - 60L * i)
              .setStatus(WebMessageInfo.Status.READ)
              .setPushName(i % 2 == 1 ? account.name() : "Past " + chat)
              .setMessage(Message.newBuilder().setConversation("Message " + i))
              .build();
      messages.add(
          HistoryMessage.of(Optional.of(lid(chat)), info, OptionalLong.empty()).orElseThrow());
    }
    return HistoryChat.of(lid(chat), messages);
  }
}
