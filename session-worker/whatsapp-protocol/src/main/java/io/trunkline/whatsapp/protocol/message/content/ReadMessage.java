package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Association;
import java.util.Optional;
import java.util.function.Predicate;

/// A message as it was read.
///
/// @param content what it says
/// @param context what accompanies that
/// @param messageSecret from which additions to it are keyed, 32 bytes; absent when the sender gave
/// none
public record ReadMessage(
    Content content, MessageContext context, Optional<ByteString> messageSecret) {
  public ReadMessage {
    Fields.present(content, context, messageSecret);
  }

  /// The same with the keys of other messages as the receiver sees them, as
  /// [MessageKey#asReceived].
  public ReadMessage asReceived(Jid chat, Jid sender, Predicate<Jid> isOwn) {
    return new ReadMessage(
        content instanceof Addition addition
            ? addition.withTarget(addition.target().asReceived(chat, sender, isOwn))
            : content,
        context
            .association()
            .map(
                part ->
                    context.withAssociation(
                        new Association(
                            part.type(),
                            part.parent().asReceived(chat, sender, isOwn),
                            part.index())))
            .orElse(context),
        messageSecret);
  }

  /// The kind only: neither words nor secret.
  @Override
  public String toString() {
    return "ReadMessage[" + content + "]";
  }
}
