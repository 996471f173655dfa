package io.trunkline.whatsapp.protocol.appstate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One of the logs that make up the app state, each with its own version and hash. Declared in the
/// order in which they are synchronised after linking.
public enum Collection {
  CRITICAL_BLOCK("critical_block"),
  CRITICAL_UNBLOCK_LOW("critical_unblock_low"),
  REGULAR_HIGH("regular_high"),
  REGULAR("regular"),
  REGULAR_LOW("regular_low");

  private final String text;

  Collection(String text) {
    this.text = text;
  }

  /// The name in stanzas and under MACs.
  public String text() {
    return text;
  }

  /// The collection of that name; empty if there is none.
  public static Optional<Collection> find(String text) {
    for (Collection collection : values()) {
      if (collection.text.equals(text)) {
        return Optional.of(collection);
      }
    }
    return Optional.empty();
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
