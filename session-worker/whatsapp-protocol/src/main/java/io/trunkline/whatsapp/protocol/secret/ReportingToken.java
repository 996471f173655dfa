package io.trunkline.whatsapp.protocol.secret;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Arrays;
import java.util.Optional;

/// The token in `reporting > reporting_token`: by it the server can check, should the recipient
/// report the message, that the sender wrote what is reported.
///
/// `HMAC-SHA-256(key, content)[0..16)`; the key comes from the message's secret, and the content is
/// those fields of the message that a report would show.
public final class ReportingToken {
  /// Attribute `v` of the node.
  public static final int VERSION = 2;

  private static final int SIZE_BYTES = 16;

  private ReportingToken() {}

  /// The token of a message, 16 bytes; empty for those that have none: without a secret, without
  /// any field that is reported, and reactions, votes and event responses.
  ///
  /// @param message what the recipient gets, without the wrapper for the own devices
  /// @param serialized the same, as it is encrypted but unpadded
  /// @param remote the chat
  public static Optional<byte[]> of(
      Message message, byte[] serialized, String messageId, Jid sender, Jid remote) {
    Optional<MessageSecret> secret = MessageSecret.in(message);
    if (secret.isEmpty() || isExempt(message)) {
      return Optional.empty();
    }
    byte[] content = ReportingFields.cut(serialized);
    if (content.length == 0) {
      return Optional.empty();
    }
    byte[] tag = HmacSha256.mac(secret.get().reportKey(messageId, sender, remote), content);
    return Optional.of(Arrays.copyOf(tag, SIZE_BYTES));
  }

  private static boolean isExempt(Message message) {
    return message.hasReactionMessage()
        || message.hasEncReactionMessage()
        || message.hasPollUpdateMessage()
        || message.hasEncEventResponseMessage();
  }
}
