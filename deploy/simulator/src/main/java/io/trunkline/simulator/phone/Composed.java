package io.trunkline.simulator.phone;

import io.trunkline.whatsapp.proto.e2e.Message;

/// A message that is ready to be sent.
///
/// @param type of the stanza: text, media, reaction, …
/// @param edit of the stanza, empty for most
public record Composed(Message message, String type, String edit) {}
