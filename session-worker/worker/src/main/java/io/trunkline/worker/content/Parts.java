package io.trunkline.worker.content;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.MessageKey;
import java.time.Instant;
import java.util.Optional;

/// Fields of the contract: an empty text and 0 are absent. An enum's value goes by its name.
final class Parts {
  private Parts() {}

  static String text(Optional<Jid> jid) {
    return jid.map(Jid::toString).orElse("");
  }

  /// @throws io.trunkline.whatsapp.protocol.jid.JidException for a text that is none
  static Optional<Jid> jid(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Jid.parse(text));
  }

  static long seconds(Optional<Instant> time) {
    return time.map(Instant::getEpochSecond).orElse(0L);
  }

  /// Empty for what is no time.
  static Optional<Instant> seconds(long seconds) {
    return seconds <= 0 || seconds > Instant.MAX.getEpochSecond()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds));
  }

  static long millis(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(0L);
  }

  /// Empty for what is no time.
  static Optional<Instant> millis(long millis) {
    return millis <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /// @throws IllegalArgumentException where the other side has no such value
  static <E extends Enum<E>> E named(Class<E> type, Enum<?> value) {
    return Enum.valueOf(type, value.name());
  }

  /// The value of an enum whose first one says that there is none.
  ///
  /// @throws IllegalArgumentException where the other side has no such value
  static <E extends Enum<E>> Optional<E> namedUnlessFirst(Class<E> type, Enum<?> value) {
    return value.ordinal() == 0 ? Optional.empty() : Optional.of(named(type, value));
  }

  /// The number of an enum's value in WhatsApp's words.
  ///
  /// @throws IllegalArgumentException where the number was not known
  static <E> E known(E value) {
    if (value == null) {
      throw new IllegalArgumentException("Expected a number that WhatsApp defines");
    }
    return value;
  }

  static io.trunkline.proto.content.MessageKey key(MessageKey key) {
    return io.trunkline.proto.content.MessageKey.newBuilder()
        .setChat(text(key.chat()))
        .setWhatsappId(key.id())
        .setFromMe(key.fromMe())
        .setParticipant(text(key.participant()))
        .build();
  }

  /// @throws IllegalArgumentException for a key without an id
  static MessageKey key(io.trunkline.proto.content.MessageKey key) {
    return new MessageKey(
        jid(key.getChat()), key.getFromMe(), key.getWhatsappId(), jid(key.getParticipant()));
  }
}
