package io.trunkline.whatsapp.protocol.history;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import java.time.Instant;
import java.util.Optional;

/// Values as protobufs hold them, where absent and empty are the same.
final class Values {
  /// The last second of the year 9999.
  static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

  private Values() {}

  /// A user or chat without device; empty for a text that names none.
  static Optional<Jid> jid(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Jid.parse(text).toUserJid());
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  /// A time of unsigned seconds, never beyond [#FOREVER]; empty for 0.
  static Optional<Instant> seconds(long seconds) {
    if (seconds == 0) {
      return Optional.empty();
    }
    long last = FOREVER.getEpochSecond();
    return Optional.of(
        Instant.ofEpochSecond(Long.compareUnsigned(seconds, last) > 0 ? last : seconds));
  }

  static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
