package io.trunkline.api.message;

import java.util.Locale;

/// How far a message came. It rises only; `FAILED` is reached from `PENDING` alone and is final.
public enum MessageStatus {
  PENDING,
  SENT,
  DELIVERED,
  READ,
  PLAYED,
  FAILED,
  /// The one status of messages from others.
  RECEIVED;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static MessageStatus ofSlug(String slug) {
    return valueOf(slug.toUpperCase(Locale.ROOT));
  }
}
