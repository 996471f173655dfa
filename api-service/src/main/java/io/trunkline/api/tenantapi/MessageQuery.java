package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.api.message.MessageFilter;
import io.trunkline.api.message.MessageStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The query of a call that shows messages: `connectionId`, `chat`, `direction`, `status`, `kind`,
/// `text`, `from`, `to`; a part that is absent or empty does not filter.
final class MessageQuery {
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private final Map<String, String> query;

  MessageQuery(Map<String, String> query) {
    this.query = query;
  }

  /// @throws Failure `INVALID_REQUEST`
  MessageFilter filter() {
    return new MessageFilter(
        parsed("connectionId", UUID::fromString),
        text("chat"),
        parsed("direction", MessageQuery::direction),
        parsed("status", MessageQuery::status),
        text("kind"),
        text("text"),
        parsed("from", MessageQuery::instant),
        parsed("to", MessageQuery::instant));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /// @throws Failure `INVALID_REQUEST` where the parser refuses it
  <T> Optional<T> parsed(String name, Function<String, T> parse) {
    try {
      return text(name).map(parse);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw Failure.invalid(name + " is not valid");
    }
  }

  private static Direction direction(String text) {
    return switch (text) {
      case "in" -> Direction.IN;
      case "out" -> Direction.OUT;
      default -> throw new IllegalArgumentException("Expected in or out");
    };
  }

  private static MessageStatus status(String text) {
    if (!text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("Expected lower case");
    }
    return MessageStatus.ofSlug(text);
  }

  /// PostgreSQL and Java end at different years; both are beyond any message.
  private static Instant instant(String text) {
    var time = Instant.parse(text);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
      throw new IllegalArgumentException("Expected a time from 1970 to 9999");
    }
    return time;
  }
}
