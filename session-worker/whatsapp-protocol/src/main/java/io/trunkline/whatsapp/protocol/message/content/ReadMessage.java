package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import java.util.Optional;

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

  /// The kind only: neither words nor secret.
  @Override
  public String toString() {
    return "ReadMessage[" + content + "]";
  }
}
