package io.trunkline.api.connection;

import java.time.Instant;
import java.util.Optional;

/// What WhatsApp lets a session's account do, and what the session does with it.
///
/// @param state a slug: `good`, or what holds the account back
/// @param reason WhatsApp's code, where it gave one
/// @param until when the state ends, where that is known
/// @param sentLastHour messages that WhatsApp has taken, of those accepted within the hour
/// @param sentLastDay as `sentLastHour`
/// @param perHour the paced queue's cap; empty where there is none
/// @param perDay as `perHour`
/// @param lastInboundAt when the last live message came
/// @param lastHeardAt when its socket last brought anything; empty where it has none, or its worker
///     did not answer
public record AccountHealth(
    String state,
    Optional<String> reason,
    Optional<Instant> until,
    long sentLastHour,
    long sentLastDay,
    Optional<Integer> perHour,
    Optional<Integer> perDay,
    Optional<Instant> lastInboundAt,
    Optional<Instant> lastHeardAt) {}
