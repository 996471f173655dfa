package io.trunkline.api.chat;

import io.trunkline.api.command.Questions;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.message.ChatMessages.Lines;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.proto.command.ChatCommand;
import io.trunkline.proto.command.ChatMessage;
import io.trunkline.proto.command.ChatRangeSwitch;
import io.trunkline.proto.command.ClearChat;
import io.trunkline.proto.command.DeleteChat;
import io.trunkline.proto.command.DeleteMessageForMe;
import io.trunkline.proto.command.HistoryCommand;
import io.trunkline.proto.command.LabelChat;
import io.trunkline.proto.command.LastMessage;
import io.trunkline.proto.command.MuteChat;
import io.trunkline.proto.command.StarMessage;
import io.trunkline.proto.presence.PresenceCommand;
import io.trunkline.proto.presence.ReadMessages;
import io.trunkline.proto.presence.ShowTyping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/// What a session does to its chats. The store follows by the worker's events. Every call throws a
/// [Failure] as [Questions#ask] does.
@Service
public class ChatActions {
  private static final int MAX_READ = 256;
  private static final int MAX_PINNED = 3;
  private static final int PAST = 50;

  private final Questions questions;
  private final Chats chats;
  private final ChatMessages messages;

  ChatActions(Questions questions, Chats chats, ChatMessages messages) {
    this.questions = questions;
    this.chats = chats;
    this.messages = messages;
  }

  public void archive(UUID tenant, UUID session, String chat, boolean isArchived) {
    var range = range(tenant, session, chat, isArchived);
    change(tenant, session, chat, command -> command.setArchive(range));
  }

  /// @return whether the chat is pinned then: WhatsApp allows three
  public boolean pin(UUID tenant, UUID session, Chat chat) {
    var first = chats.list(tenant, session, Chats.Filter.ALL, MAX_PINNED, 0);
    if (!chat.isPinned() && first.stream().filter(Chat::isPinned).count() == MAX_PINNED) {
      return false;
    }
    change(tenant, session, chat.jid(), command -> command.setPin(true));
    return true;
  }

  public void unpin(UUID tenant, UUID session, String chat) {
    change(tenant, session, chat, command -> command.setPin(false));
  }

  /// @param until empty: for ever
  public void mute(UUID tenant, UUID session, String chat, Optional<Instant> until) {
    var mute = MuteChat.newBuilder().setMuted(true);
    until.ifPresent(end -> mute.setUntilMs(end.toEpochMilli()));
    change(tenant, session, chat, command -> command.setMute(mute));
  }

  public void unmute(UUID tenant, UUID session, String chat) {
    change(tenant, session, chat, command -> command.setMute(MuteChat.getDefaultInstance()));
  }

  public void markUnread(UUID tenant, UUID session, String chat) {
    var range = range(tenant, session, chat, false);
    change(tenant, session, chat, command -> command.setRead(range));
  }

  /// Tells the authors of the chat's unread messages that they were read, and the own devices too.
  public void read(UUID tenant, UUID session, Chat chat) {
    receipts(tenant, session, chat);
    var range = range(tenant, session, chat.jid(), true);
    change(tenant, session, chat.jid(), command -> command.setRead(range));
  }

  private void receipts(UUID tenant, UUID session, Chat chat) {
    if (chat.unreadCount() == 0) {
      return;
    }
    var unread =
        messages.lines(
            tenant,
            session,
            Lines.of(chat.jid()).from(Direction.IN),
            Math.min(chat.unreadCount(), MAX_READ),
            0);
    Map<String, List<String>> byAuthor = new LinkedHashMap<>();
    for (var message : unread) {
      byAuthor
          .computeIfAbsent(
              chat.jid().endsWith("@g.us") ? message.sender().orElse("") : "",
              _ -> new ArrayList<>())
          .add(message.whatsappId());
    }
    byAuthor.forEach(
        (author, ids) ->
            questions.ask(
                tenant,
                session,
                order ->
                    order.setPresence(
                        PresenceCommand.newBuilder()
                            .setRead(
                                ReadMessages.newBuilder()
                                    .setChat(chat.jid())
                                    .setAuthor(author)
                                    .addAllWhatsappIds(ids)))));
  }

  /// Takes the chat's messages away from the account's devices, starred ones too.
  public void clear(UUID tenant, UUID session, String chat) {
    var clear = ClearChat.newBuilder().setWithStarred(true).setWithMedia(true);
    last(tenant, session, chat).ifPresent(clear::setLast);
    change(tenant, session, chat, command -> command.setClear(clear));
  }

  public void delete(UUID tenant, UUID session, String chat) {
    var delete = DeleteChat.newBuilder().setWithMedia(true);
    last(tenant, session, chat).ifPresent(delete::setLast);
    change(tenant, session, chat, command -> command.setDelete(delete));
  }

  public void star(UUID tenant, UUID session, Message message, boolean isStarred) {
    var star = StarMessage.newBuilder().setMessage(name(message)).setStarred(isStarred);
    change(tenant, session, message.chat(), command -> command.setStar(star));
  }

  /// Takes a message away from the own devices only.
  public void deleteForMe(UUID tenant, UUID session, Message message, boolean withMedia) {
    var delete =
        DeleteMessageForMe.newBuilder()
            .setMessage(name(message))
            .setWithMedia(withMedia)
            .setTimestamp(message.occurredAt().getEpochSecond());
    change(tenant, session, message.chat(), command -> command.setDeleteMessage(delete));
  }

  public void label(UUID tenant, UUID session, String chat, String label, boolean isLabeled) {
    var labeled = LabelChat.newBuilder().setLabelId(label).setLabeled(isLabeled);
    change(tenant, session, chat, command -> command.setLabelChat(labeled));
  }

  /// Shows the chat that the account types, records or has stopped; clients forget it after about
  /// 25 s.
  public void showTyping(UUID tenant, UUID session, String chat, ShowTyping.State state) {
    questions.ask(
        tenant,
        session,
        order ->
            order.setPresence(
                PresenceCommand.newBuilder()
                    .setTyping(ShowTyping.newBuilder().setChat(chat).setState(state))));
  }

  /// Asks the phone for what came before the oldest stored message of the chat.
  ///
  /// @return false where no message of the chat is stored, so that there is no before
  public boolean askForPast(UUID tenant, UUID session, String chat) {
    var oldest = messages.oldest(tenant, session, chat);
    oldest.ifPresent(
        message ->
            questions.ask(
                tenant,
                session,
                order ->
                    order.setHistory(
                        HistoryCommand.newBuilder()
                            .setChat(chat)
                            .setOldestId(message.whatsappId())
                            .setOldestFromMe(message.isOwn())
                            .setOldestAt(message.occurredAt().getEpochSecond())
                            .setCount(PAST))));
    return oldest.isPresent();
  }

  private ChatRangeSwitch range(UUID tenant, UUID session, String chat, boolean isOn) {
    var range = ChatRangeSwitch.newBuilder().setOn(isOn);
    last(tenant, session, chat).ifPresent(range::setLast);
    return range.build();
  }

  private Optional<LastMessage> last(UUID tenant, UUID session, String chat) {
    return messages.lines(tenant, session, Lines.of(chat), 1, 0).stream()
        .findFirst()
        .map(
            message ->
                LastMessage.newBuilder()
                    .setMessage(name(message))
                    .setTimestamp(message.occurredAt().getEpochSecond())
                    .build());
  }

  private static ChatMessage.Builder name(Message message) {
    var name =
        ChatMessage.newBuilder().setWhatsappId(message.whatsappId()).setFromMe(message.isOwn());
    if (!message.isOwn() && message.chat().endsWith("@g.us")) {
      message.sender().ifPresent(name::setParticipant);
    }
    return name;
  }

  private void change(
      UUID tenant, UUID session, String chat, Consumer<ChatCommand.Builder> action) {
    var command = ChatCommand.newBuilder().setChat(chat);
    action.accept(command);
    questions.ask(tenant, session, order -> order.setChat(command));
  }
}
