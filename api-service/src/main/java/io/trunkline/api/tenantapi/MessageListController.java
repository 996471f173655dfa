package io.trunkline.api.tenantapi;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.media.MessageFiles;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.api.message.MessageFilter;
import io.trunkline.api.message.MessageHistory;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Paging;
import io.trunkline.api.web.PathIds;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MessageListController {
  private final MessageHistory messages;
  private final MessageFiles files;

  MessageListController(MessageHistory messages, MessageFiles files) {
    this.messages = messages;
    this.files = files;
  }

  @GetMapping("/api/v1/messages")
  Envelope list(
      Caller caller,
      @RequestParam Optional<String> connectionId,
      @RequestParam Optional<String> chat,
      @RequestParam Optional<String> direction,
      @RequestParam Optional<String> status,
      @RequestParam Optional<String> kind,
      @RequestParam Optional<String> text,
      @RequestParam Optional<String> from,
      @RequestParam Optional<String> to,
      @RequestParam Optional<String> after,
      @RequestParam Optional<String> limit) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var filter =
        new MessageFilter(
            parsed("connectionId", connectionId, UUID::fromString),
            chat,
            parsed("direction", direction, MessageListController::direction),
            parsed("status", status, MessageListController::status),
            kind,
            text.filter(part -> !part.isEmpty()),
            parsed("from", from, MessageListController::instant),
            parsed("to", to, MessageListController::instant));
    var before = parsed("after", after, Long::parseLong);
    var page =
        messages.list(
            tenant,
            filter,
            before.map(OptionalLong::of).orElseGet(OptionalLong::empty),
            Paging.limit(limit));
    return Envelope.of(
        new MessageView.Page(
            page.messages().stream().map(MessageView::of).toList(),
            page.next().isPresent() ? Long.toString(page.next().getAsLong()) : null));
  }

  @GetMapping("/api/v1/messages/{id}")
  Envelope get(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var message = PathIds.parse(id, Problem.MESSAGE_NOT_FOUND, "Message");
    return Envelope.of(
        new MessageView.Single(
            MessageView.of(messages.get(tenant, message)),
            files.about(tenant, message).map(MessageView.Media::of).orElse(null)));
  }

  private static <T> Optional<T> parsed(
      String name, Optional<String> text, Function<String, T> parse) {
    try {
      return text.filter(value -> !value.isEmpty()).map(parse);
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
    if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T00:00:00Z"))) {
      throw new IllegalArgumentException("Expected a time from 1970 to 9999");
    }
    return time;
  }
}
