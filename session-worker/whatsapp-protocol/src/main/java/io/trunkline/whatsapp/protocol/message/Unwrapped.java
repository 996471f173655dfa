package io.trunkline.whatsapp.protocol.message;

import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Objects;
import java.util.Optional;

/// A message without its wrappers.
///
/// @param message what is inside; it has the outer message's context info where it had none
/// @param sentTo the chat, when this is the copy of a message that the account sent itself from
/// another device
/// @param isEphemeral whether a wrapper said that it disappears
/// @param isViewOnce whether a wrapper said that it may be viewed once
/// @param isEdit whether a wrapper said that it edits another one
public record Unwrapped(
    Message message,
    Optional<Jid> sentTo,
    boolean isEphemeral,
    boolean isViewOnce,
    boolean isEdit) {
  public Unwrapped {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(sentTo, "sentTo");
  }
}
