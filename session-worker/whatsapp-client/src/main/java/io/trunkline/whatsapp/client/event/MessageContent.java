package io.trunkline.whatsapp.client.event;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.List;
import java.util.Optional;

/// What a received message says.
public sealed interface MessageContent {

  /// @param body the text
  /// @param mentions users named in it
  /// @param quote the message that it answers, if any
  /// @param raw the WhatsApp message protobuf, unwrapped
  record Text(String body, List<Jid> mentions, Optional<Quoted> quote, byte[] raw)
      implements MessageContent {}

  /// A kind that this version does not read.
  ///
  /// @param kind name of the protobuf field that is set, such as `imageMessage`
  /// @param raw the WhatsApp message protobuf, unwrapped
  record Unknown(String kind, byte[] raw) implements MessageContent {}

  /// @param whatsappId id of the quoted message
  /// @param participant its author, where given
  /// @param text its text, or empty
  record Quoted(String whatsappId, Optional<Jid> participant, String text) {}
}
