package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;
import java.util.function.Predicate;

/// Names a message from inside another one, **as the sender of that other one sees it**: what is
/// `fromMe` there is the sender's. [#asReceived] gives the receiver's view. An empty id throws
/// [IllegalArgumentException].
///
/// @param chat where it is: to the sender, so in a chat of two the other user
/// @param fromMe whether the sender of the referring message wrote it
/// @param id its stanza id, never empty
/// @param participant who wrote it, without device; in groups and broadcasts, and not `fromMe`
public record MessageKey(Optional<Jid> chat, boolean fromMe, String id, Optional<Jid> participant) {
  public MessageKey {
    chat = chat.map(Jid::toUserJid);
    participant = participant.map(Jid::toUserJid);
    if (id.isEmpty()) {
      throw new IllegalArgumentException("Expected a message id but was empty");
    }
  }

  /// A message of our own.
  public static MessageKey own(Jid chat, String id) {
    return new MessageKey(Optional.of(chat), true, id, Optional.empty());
  }

  /// A message of somebody else in a chat of ours.
  public static MessageKey of(Jid chat, String id, Jid author) {
    return new MessageKey(
        Optional.of(chat), false, id, hasAuthors(chat) ? Optional.of(author) : Optional.empty());
  }

  private static boolean hasAuthors(Jid chat) {
    return chat.isGroup() || chat.isBroadcast();
  }

  /// The same message as the receiver of the referring message names it. Who wrote it stays open in
  /// a group when the sender left that out.
  ///
  /// @param chat where the referring message arrived
  /// @param sender who sent it
  /// @param isOwn whether a user is the receiver's account, under either of its addresses
  public MessageKey asReceived(Jid chat, Jid sender, Predicate<Jid> isOwn) {
    if (isOwn.test(sender.toUserJid())) {
      return new MessageKey(Optional.of(chat), fromMe, id, participant);
    }
    if (fromMe) {
      return of(chat, id, sender);
    }
    if (participant.map(isOwn::test).orElse(!hasAuthors(chat))) {
      return own(chat, id);
    }
    return new MessageKey(
        Optional.of(chat), false, id, hasAuthors(chat) ? participant : Optional.empty());
  }

  /// The id only: addresses may be phone numbers.
  @Override
  public String toString() {
    return "MessageKey[" + id + "]";
  }
}
