package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.MessageException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/// Between components of records and fields of protobufs: an empty value is an absent field. The
/// first half writes, the second reads whatever a peer put there.
final class Fields {
  private static final int KEY_BYTES = 32;
  private static final long MAX_UINT32 = 0xffff_ffffL;

  private Fields() {}

  /// @throws NullPointerException when a component is missing
  static void present(Object... components) {
    for (Object component : components) {
      Objects.requireNonNull(component);
    }
  }

  /// @throws IllegalArgumentException unless this is a key or hash of 32 bytes, or empty
  static void keySized(ByteString... keys) {
    for (ByteString key : keys) {
      if (!isKeySized(key)) {
        throw new IllegalArgumentException("Expected 32 bytes or none but were " + key.size());
      }
    }
  }

  private static boolean isKeySized(ByteString key) {
    return key.isEmpty() || key.size() == KEY_BYTES;
  }

  static void text(String text, Consumer<String> field) {
    if (!text.isEmpty()) {
      field.accept(text);
    }
  }

  static void bytes(ByteString bytes, Consumer<ByteString> field) {
    if (!bytes.isEmpty()) {
      field.accept(bytes);
    }
  }

  static void number(int number, IntConsumer field) {
    if (number != 0) {
      field.accept(number);
    }
  }

  static void longNumber(long number, LongConsumer field) {
    if (number != 0) {
      field.accept(number);
    }
  }

  static void flag(boolean flag, Consumer<Boolean> field) {
    if (flag) {
      field.accept(true);
    }
  }

  static void jid(Optional<Jid> jid, Consumer<String> field) {
    jid.ifPresent(value -> field.accept(value.toString()));
  }

  static void seconds(Optional<Instant> time, LongConsumer field) {
    time.ifPresent(value -> field.accept(value.getEpochSecond()));
  }

  static void millis(Optional<Instant> time, LongConsumer field) {
    time.ifPresent(value -> field.accept(value.toEpochMilli()));
  }

  static void seconds(Duration duration, IntConsumer field) {
    number((int) Math.clamp(duration.toSeconds(), 0, MAX_UINT32), field);
  }

  /// Unix seconds; empty for what is no time.
  static Optional<Instant> seconds(long seconds) {
    return seconds <= 0 || seconds > Instant.MAX.getEpochSecond()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /// Unix milliseconds; empty for what is no time.
  static Optional<Instant> millis(long millis) {
    return millis <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /// Seconds as uint32.
  static Duration duration(int seconds) {
    return Duration.ofSeconds(Integer.toUnsignedLong(seconds));
  }

  /// A uint32 that counts; 0 for one that nobody can mean.
  static int count(int number) {
    return Math.max(0, number);
  }

  /// A uint64 that counts; 0 for one that nobody can mean.
  static long count(long number) {
    return Math.max(0, number);
  }

  static Optional<Jid> jid(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Jid.parse(text));
    } catch (JidException e) {
      return Optional.empty();
    }
  }

  static Optional<Jid> user(String text) {
    return jid(text).map(Jid::toUserJid);
  }

  /// The users among the texts.
  static List<Jid> users(List<String> texts) {
    List<Jid> users = new ArrayList<>(texts.size());
    texts.forEach(text -> user(text).ifPresent(users::add));
    return users;
  }

  /// @throws MessageException MALFORMED when there is no address
  static Jid requireJid(String text) {
    return jid(text).orElseThrow(() -> malformed("an address"));
  }

  /// A key or hash, or nothing.
  ///
  /// @throws MessageException MALFORMED for another length
  static ByteString key(ByteString key) {
    if (!isKeySized(key)) {
      throw malformed("a key or hash of 32 bytes");
    }
    return key;
  }

  static MessageException malformed(String expected) {
    return new MessageException(Code.MALFORMED, "Expected " + expected);
  }
}
