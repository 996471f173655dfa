package io.trunkline.api.command;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/// Asks a session's worker something that only its open connection can answer, and waits for the
/// reply.
@Component
public class Questions {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Commands commands;
  private final Replies replies;
  private final Clock clock;

  Questions(Commands commands, Replies replies, Clock clock) {
    this.commands = commands;
    this.replies = replies;
    this.clock = clock;
  }

  /// @param body sets the command's body
  /// @return a reply of code `OK`
  /// @throws Failure `NOT_CONNECTED`, `NOT_ON_WHATSAPP`, `REFUSED_BY_WHATSAPP`,
  ///     `INVALID_REQUEST`; `GATEWAY_UNAVAILABLE` where no worker can be told, or none answered in
  ///     time: it may still happen then
  public Reply ask(UUID tenant, UUID session, UnaryOperator<Command.Builder> body) {
    var address =
        replies
            .address()
            .orElseThrow(() -> Failure.unavailable("The gateway is not ready", RETRY, null));
    var command =
        body.apply(
                Command.newBuilder()
                    .setCommandId(UUID.randomUUID().toString())
                    .setTenantId(tenant.toString())
                    .setSessionId(session.toString())
                    .setDeadlineMs(clock.instant().plus(PATIENCE).toEpochMilli())
                    .setRequestId(RequestIds.current())
                    .setReplyTo(address))
            .build();
    var reply = replies.expect(command.getCommandId());
    try {
      commands.publishNow(command);
      return checked(reply.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw Failure.unavailable("The session did not answer in time", RETRY, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A reply never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unavailable("The gateway is stopping", RETRY, e);
    } finally {
      replies.forget(command.getCommandId());
    }
  }

  /// @param question asks WhatsApp for something
  /// @return false where WhatsApp refused, as it does to those who may not
  public static boolean isGranted(Runnable question) {
    return granted(
            () -> {
              question.run();
              return true;
            })
        .isPresent();
  }

  /// @param question asks WhatsApp for something
  /// @return empty where WhatsApp refused, as it does to those who may not
  public static <T> Optional<T> granted(Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (Failure e) {
      if (e.problem() == Problem.REFUSED_BY_WHATSAPP) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Reply checked(Reply reply) {
    return switch (reply.getCode()) {
      case OK -> reply;
      case NOT_CONNECTED, STALE_CONNECTION, NOT_LINKED, UNKNOWN_SESSION ->
          throw new Failure(Problem.NOT_CONNECTED, "The session is not connected");
      case NOT_ON_WHATSAPP ->
          throw new Failure(Problem.NOT_ON_WHATSAPP, "The number is not on WhatsApp");
      case REFUSED ->
          throw new Failure(Problem.REFUSED_BY_WHATSAPP, "WhatsApp refused: " + reply.getReason());
      case INVALID -> throw Failure.invalid(reply.getReason());
      case BUSY, EXPIRED ->
          throw Failure.unavailable("The session is busy: " + reply.getReason(), RETRY, null);
      case OUTCOME_UNKNOWN ->
          throw Failure.unavailable("Whether it took effect is not known", RETRY, null);
      case INTERNAL, REPLY_CODE_UNSPECIFIED, UNRECOGNIZED ->
          throw new Failure(Problem.INTERNAL_ERROR, "The session could not carry it out");
    };
  }
}
