package io.trunkline.whatsapp.client;

import java.time.Instant;
import java.util.OptionalLong;

/// WhatsApp's server has taken a message.
///
/// @param whatsappId the message
/// @param at the server's time, which is the message's timestamp everywhere
/// @param serverId the number of a post in its newsletter; absent elsewhere
public record ServerAck(String whatsappId, Instant at, OptionalLong serverId) {}
