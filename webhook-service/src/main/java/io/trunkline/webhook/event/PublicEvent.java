package io.trunkline.webhook.event;

import java.util.UUID;

/// An event in its public form.
///
/// @param id stable: a redelivery repeats it
/// @param sequence rises per session
/// @param type as in this package's table
/// @param occurredAtMs Unix milliseconds
/// @param json the whole body, UTF-8 text
public record PublicEvent(
    String id,
    UUID tenant,
    UUID session,
    long sequence,
    String type,
    long occurredAtMs,
    String json) {

  /// Matches every type or every session in a filter.
  public static final String ANY = "*";
}
