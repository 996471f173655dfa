package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.ActionIndex;
import io.trunkline.whatsapp.protocol.appstate.MessageRange;
import io.trunkline.whatsapp.protocol.appstate.MessageRef;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The chats and users that actions of the app state are about.
final class ActionAddresses {

  private ActionAddresses() {}

  /// The chat or user that a change is about, as it names it.
  static Optional<Jid> about(Mutation mutation) {
    return switch (mutation) {
      case Mutation.Set set -> about(set.action());
      case Mutation.Remove remove -> about(remove.index());
    };
  }

  /// The user whose entry in the address book a change is about.
  static Optional<Jid> contact(Mutation mutation) {
    String name = mutation.index().name();
    return name.equals("contact") || name.equals("lid_contact")
        ? about(mutation)
        : Optional.empty();
  }

  private static Optional<Jid> about(Action action) {
    return switch (action) {
      case Action.Contact contact -> Optional.of(contact.user());
      case Action.LidContact contact -> Optional.of(contact.lid());
      case Action.PnForLidChat pair -> Optional.of(pair.lid());
      default -> chat(action);
    };
  }

  /// The part that names a chat is the first, or the second behind a label's id.
  private static Optional<Jid> about(ActionIndex index) {
    return index.parts().stream()
        .limit(2)
        .filter(part -> part.indexOf('@') > 0)
        .findFirst()
        .flatMap(ActionAddresses::jid);
  }

  private static Optional<Jid> jid(String text) {
    try {
      return Optional.of(Jid.parse(text).toUserJid());
    } catch (JidException _) {
      return Optional.empty();
    }
  }

  /// The chat that an action is written under.
  static Optional<Jid> chat(Action action) {
    return switch (action) {
      case Action.Archive archive -> Optional.of(archive.chat());
      case Action.Pin pin -> Optional.of(pin.chat());
      case Action.Mute mute -> Optional.of(mute.chat());
      case Action.MarkChatAsRead mark -> Optional.of(mark.chat());
      case Action.ClearChat clear -> Optional.of(clear.chat());
      case Action.DeleteChat delete -> Optional.of(delete.chat());
      case Action.LockChat lock -> Optional.of(lock.chat());
      case Action.Star star -> Optional.of(star.message().chat());
      case Action.DeleteMessageForMe delete -> Optional.of(delete.message().chat());
      case Action.LabelChat label -> Optional.of(label.chat());
      case Action.LabelMessage label -> Optional.of(label.message().chat());
      case Action.UserStatusMute mute -> Optional.of(mute.user());
      default -> Optional.empty();
    };
  }

  /// The same action with its chat under another name; what is about no chat stays.
  static Action rename(Action action, UnaryOperator<Jid> names) {
    return switch (action) {
      case Action.Archive(var chat, var archived, var range) ->
          new Action.Archive(names.apply(chat), archived, rename(range, names));
      case Action.Pin(var chat, var pinned) -> new Action.Pin(names.apply(chat), pinned);
      case Action.Mute(var chat, var muted, var end, var auto) ->
          new Action.Mute(names.apply(chat), muted, end, auto);
      case Action.MarkChatAsRead(var chat, var read, var range) ->
          new Action.MarkChatAsRead(names.apply(chat), read, rename(range, names));
      case Action.ClearChat(var chat, var starred, var media, var range) ->
          new Action.ClearChat(names.apply(chat), starred, media, rename(range, names));
      case Action.DeleteChat(var chat, var media, var range) ->
          new Action.DeleteChat(names.apply(chat), media, rename(range, names));
      case Action.LockChat(var chat, var locked) -> new Action.LockChat(names.apply(chat), locked);
      case Action.Star(var message, var starred) ->
          new Action.Star(rename(message, names), starred);
      case Action.DeleteMessageForMe(var message, var media, var at) ->
          new Action.DeleteMessageForMe(rename(message, names), media, at);
      case Action.LabelChat(var label, var chat, var labeled) ->
          new Action.LabelChat(label, names.apply(chat), labeled);
      case Action.LabelMessage(var label, var message, var labeled) ->
          new Action.LabelMessage(label, rename(message, names), labeled);
      case Action.UserStatusMute(var user, var muted) ->
          new Action.UserStatusMute(names.apply(user), muted);
      default -> action;
    };
  }

  private static MessageRef rename(MessageRef message, UnaryOperator<Jid> names) {
    return new MessageRef(
        names.apply(message.chat()),
        message.messageId(),
        message.fromMe(),
        message.participant().map(names));
  }

  private static MessageRange rename(MessageRange range, UnaryOperator<Jid> names) {
    return new MessageRange(
        range.last(),
        range.lastSystem(),
        range.messages().stream()
            .map(entry -> new MessageRange.Entry(rename(entry.message(), names), entry.timestamp()))
            .toList());
  }
}
