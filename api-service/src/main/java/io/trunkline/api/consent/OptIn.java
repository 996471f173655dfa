package io.trunkline.api.consent;

import java.util.Locale;

/// What a recipient said to being written to.
public enum OptIn {
  /// Nothing yet.
  PENDING,
  YES,
  NO;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws IllegalArgumentException for another text
  public static OptIn ofSlug(String slug) {
    return valueOf(slug.toUpperCase(Locale.ROOT));
  }
}
