package io.trunkline.whatsapp.client;

import java.time.Instant;

/// WhatsApp's server has taken a message.
///
/// @param whatsappId the message
/// @param at the server's time, which is the message's timestamp everywhere
public record ServerAck(String whatsappId, Instant at) {}
