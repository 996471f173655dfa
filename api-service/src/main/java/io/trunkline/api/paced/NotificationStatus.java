package io.trunkline.api.paced;

import java.util.Locale;

/// How far a notification came.
public enum NotificationStatus {
  PENDING,
  SENT,
  DELIVERED,
  READ,
  FAILED,
  /// The recipient said no.
  OPTED_OUT,
  /// The one status of messages from others.
  RECEIVED;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws IllegalArgumentException for another text
  public static NotificationStatus ofSlug(String slug) {
    return valueOf(slug.toUpperCase(Locale.ROOT));
  }
}
