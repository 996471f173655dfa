package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.MessagesRead;
import io.trunkline.webhook.memory.Chat;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What other devices of the account changed of chats. A snapshot is learned and not told.
final class ChatEvents {
  private final Memory memory;
  private final Session own;

  ChatEvents(Memory memory, Session own) {
    this.memory = memory;
    this.own = own;
  }

  List<WwebjsEvent> changed(ChatChanges changes) {
    var events = new ArrayList<WwebjsEvent>();
    for (var change : changes.getChangesList()) {
      var told = changed(change);
      if (!changes.getSnapshot()) {
        told.ifPresent(events::add);
      }
    }
    return events;
  }

  private Optional<WwebjsEvent> changed(ChatChange change) {
    var chat = memory.chat(own.id(), Ids.jid(change.getAbout()));
    return switch (change.getChangeCase()) {
      case ARCHIVED -> {
        memory.put(chat.archived(change.getArchived()));
        yield Optional.of(
            WwebjsEvent.of(
                "chat_archived",
                "chat",
                view(chat.archived(change.getArchived())),
                "currState",
                change.getArchived(),
                "prevState",
                !change.getArchived()));
      }
      case PINNED -> learned(chat.pinned(change.getPinned()));
      case LOCKED -> learned(chat.locked(change.getLocked()));
      case MUTE -> {
        var mute = change.getMute();
        var until = mute.getUntilMs() == 0 ? -1 : mute.getUntilMs();
        yield learned(chat.mutedUntil(mute.getMuted() ? until : 0));
      }
      case READ -> Optional.of(unread(chat, change.getRead() ? 0 : -1));
      case DELETED -> Optional.of(WwebjsEvent.of("chat_removed", "chat", view(chat)));
      case CONTACT -> learned(chat.called(change.getContact().getFullName()));
      case MESSAGE_DELETED -> deletedForMe(change);
      case CLEARED,
          STAR,
          LABEL,
          CHAT_LABEL,
          MESSAGE_LABEL,
          PUSH_NAME,
          REMOVED,
          OTHER,
          CHANGE_NOT_SET ->
          Optional.empty();
    };
  }

  private Optional<WwebjsEvent> deletedForMe(ChatChange change) {
    return memory
        .message(own.id(), change.getMessageDeleted().getMessage().getWhatsappId())
        .map(
            found ->
                WwebjsEvent.of(
                    "message_revoke_me",
                    "message",
                    WwebjsMessage.of(found.message(), own, found.ack())));
  }

  List<WwebjsEvent> read(MessagesRead read) {
    return List.of(unread(memory.chat(own.id(), Ids.jid(read.getChat())), 0));
  }

  /// The past brings names and marks of chats; how far it is, is told with the end of a chunk.
  List<WwebjsEvent> past(HistoryReceived past) {
    for (var chat : past.getChatsList()) {
      var until = chat.getMutedUntilMs();
      memory.put(
          memory
              .chat(own.id(), Ids.jid(chat.getChat()))
              .called(chat.getName())
              .unread(chat.getMarkedAsUnread() ? -1 : chat.getUnreadCount())
              .archived(chat.getArchived())
              .pinned(chat.getPinned())
              .mutedUntil(until)
              .moved(chat.getLastActivity(), Optional.empty()));
    }
    return past.getLast() && past.getRequestId().isEmpty()
        ? List.of(
            WwebjsEvent.of("loading_screen", "percent", past.getProgress(), "message", "WhatsApp"))
        : List.of();
  }

  private WwebjsEvent unread(Chat chat, int count) {
    memory.put(chat.unread(count));
    return WwebjsEvent.of("unread_count", "chat", view(chat.unread(count)));
  }

  private Optional<WwebjsEvent> learned(Chat chat) {
    memory.put(chat);
    return Optional.empty();
  }

  private java.util.Map<String, Object> view(Chat chat) {
    return WwebjsChat.of(chat, own, memory);
  }
}
