package io.trunkline.whatsapp.client;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Finds what was sent, so that a device which could not decrypt it gets **the same bytes** again.
///
/// Called on the session's event loop; must not block; may complete on any thread. Where it fails
/// the request is not acknowledged, so WhatsApp delivers it again after the next connect.
@FunctionalInterface
public interface SentMessages {

  /// The inputs of the message that this session sent under this id within the last 14 days.
  CompletionStage<Optional<OutgoingMessage>> find(String whatsappId);
}
