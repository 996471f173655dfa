package io.trunkline.webhook.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;

/// The result of one call.
///
/// @param statusCode null where nothing answered
/// @param error slug where it failed without an answer: `timeout`, `refused_address`,
///     `connection_failed`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attempt(boolean delivered, Integer statusCode, int latencyMs, String error) {}
