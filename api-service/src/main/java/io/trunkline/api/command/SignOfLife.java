package io.trunkline.api.command;

import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.Ping;
import io.trunkline.proto.command.ReplyCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/// Asks whichever worker serves a shard taken at random whether it is there, over the same topics
/// as any command.
@Component
public class SignOfLife {
  private final Commands commands;
  private final Replies replies;
  private final Clock clock;

  SignOfLife(Commands commands, Replies replies, Clock clock) {
    this.commands = commands;
    this.replies = replies;
    this.clock = clock;
  }

  /// @return empty where one answered in time, else why not, for people
  public Optional<String> ask(Duration patience) {
    var address = replies.address();
    if (address.isEmpty()) {
      return Optional.of("replies cannot be read");
    }
    var ping =
        Command.newBuilder()
            .setCommandId(UUID.randomUUID().toString())
            .setTenantId(UUID.randomUUID().toString())
            .setSessionId(UUID.randomUUID().toString())
            .setDeadlineMs(clock.instant().plus(patience).toEpochMilli())
            .setReplyTo(address.get())
            .setPing(Ping.getDefaultInstance())
            .build();
    var reply = replies.expect(ping.getCommandId());
    try {
      var answer =
          commands
              .publish(ping)
              .thenCombine(reply, (_, answered) -> answered)
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return answer.getCode() == ReplyCode.OK
          ? Optional.empty()
          : Optional.of("the worker answered " + answer.getCode());
    } catch (TimeoutException e) {
      return Optional.of("no worker answered in time");
    } catch (ExecutionException e) {
      return Optional.of("the command bus does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the gateway is stopping");
    } finally {
      replies.forget(ping.getCommandId());
    }
  }
}
