package io.trunkline.webhook;

/// A secret. Its text never shows in logs or errors: [#toString] is masked, and the content is
/// released only by [#reveal].
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

  @Override
  public String toString() {
    return "Secret[" + (isEmpty() ? "empty" : "***") + "]";
  }
}
