package io.trunkline.api.connection;

import io.trunkline.api.command.Commands;
import io.trunkline.api.command.Replies;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Orders to a session's worker, and the wait for what comes of them.
///
/// The worker owns the session's desired state, so nothing here sets it; a caller sees the
/// projection of the worker's events. Where reply or event is late, the wait looks at the
/// projection as well, since the event may have reached another instance.
@Component
class SessionOrders {
  static final Duration RETRY = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Connections connections;
  private final Commands commands;
  private final Replies replies;
  private final LinkSettings settings;
  private final Clock clock;

  SessionOrders(
      Connections connections,
      Commands commands,
      Replies replies,
      LinkSettings settings,
      Clock clock) {
    this.connections = connections;
    this.commands = commands;
    this.replies = replies;
    this.settings = settings;
    this.clock = clock;
  }

  /// When the patience of a call that begins now is over, on the monotonic clock.
  long end() {
    return System.nanoTime() + settings.linkWait().toNanos();
  }

  /// A command without its body.
  Command.Builder command(UUID tenant, UUID session) {
    var command =
        Command.newBuilder()
            .setCommandId(UUID.randomUUID().toString())
            .setTenantId(tenant.toString())
            .setSessionId(session.toString())
            .setDeadlineMs(clock.instant().plus(settings.linkWait()).toEpochMilli())
            .setRequestId(RequestIds.current());
    replies.address().ifPresent(command::setReplyTo);
    return command;
  }

  /// Whether a worker can answer at all just now.
  boolean canBeAnswered() {
    return replies.address().isPresent();
  }

  /// Publishes `command` and waits for its reply or for the projection to show the result.
  ///
  /// @return empty where neither came in time
  /// @throws Failure `GATEWAY_UNAVAILABLE` where the command cannot be published
  <T> Optional<T> ask(
      Command command, Function<Reply, Optional<T>> onReply, Supplier<Optional<T>> look, long end) {
    var reply = replies.expect(command.getCommandId());
    try {
      commands.publishNow(command);
      while (System.nanoTime() < end) {
        var answer = await(reply, LOOK);
        if (answer.isPresent()) {
          return onReply.apply(answer.get());
        }
        var seen = look.get();
        if (seen.isPresent()) {
          return seen;
        }
      }
      return Optional.empty();
    } finally {
      replies.forget(command.getCommandId());
    }
  }

  private static Optional<Reply> await(CompletableFuture<Reply> reply, Duration patience) {
    try {
      return Optional.of(reply.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A reply never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", RETRY, e);
    }
  }

  /// Waits for the projection.
  ///
  /// @return empty where it was not so in time
  Optional<Connection> await(Connection connection, Predicate<Connection> done, long end) {
    var step = Duration.ofMillis(20);
    while (true) {
      var now = connections.get(connection.tenant(), connection.id());
      if (done.test(now)) {
        return Optional.of(now);
      }
      if (System.nanoTime() >= end) {
        return Optional.empty();
      }
      try {
        Thread.sleep(step);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.unavailable("The gateway is stopping", RETRY, e);
      }
      step = step.compareTo(LOOK) < 0 ? step.multipliedBy(2) : LOOK;
    }
  }

  static Failure refused(Reply reply) {
    return Failure.unavailable(
        "The session could not be served: " + reply.getCode().name().toLowerCase(Locale.ROOT),
        RETRY,
        null);
  }

  static Failure late(String what) {
    return Failure.unavailable(what, RETRY, null);
  }
}
