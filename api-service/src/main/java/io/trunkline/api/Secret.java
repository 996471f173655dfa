package io.trunkline.api;

import java.nio.charset.StandardCharsets;

/// A secret setting. Its text never shows in logs or errors: [#toString] is masked, and the content
/// is released only by [#reveal].
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /// @param value the secret; empty where none is configured
  public static Secret of(String value) {
    return new Secret(value);
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  public String reveal() {
    return value;
  }

  /// @return the text's UTF-8 bytes
  public byte[] revealBytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Secret[" + (isEmpty() ? "empty" : "***") + "]";
  }
}
