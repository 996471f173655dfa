package io.trunkline.api.connection;

import io.trunkline.api.command.Commands;
import io.trunkline.api.command.Replies;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.LinkSession;
import io.trunkline.proto.command.LogoutSession;
import io.trunkline.proto.command.Reply;
import io.trunkline.proto.command.StartSession;
import io.trunkline.proto.command.StopSession;
import io.trunkline.proto.event.ConnectionState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/// Links, resumes and ends sessions by asking their worker, and waits for what comes of it.
///
/// The worker owns the session's desired state, so nothing here sets it; a caller sees the
/// projection of the worker's events. Where reply or event is late, the wait looks at the
/// projection as well, since the event may have reached another instance.
@Service
public class Linking {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Connections connections;
  private final Commands commands;
  private final Replies replies;
  private final Tenants tenants;
  private final LinkSettings settings;
  private final Clock clock;

  Linking(
      Connections connections,
      Commands commands,
      Replies replies,
      Tenants tenants,
      LinkSettings settings,
      Clock clock) {
    this.connections = connections;
    this.commands = commands;
    this.replies = replies;
    this.tenants = tenants;
    this.settings = settings;
    this.clock = clock;
  }

  /// @param created whether the connection is new
  /// @param qr absent where none came in time
  public record Requested(
      Connection connection, String token, Optional<Connection.Qr> qr, boolean created) {}

  /// Creates or resets the connection and waits for its first QR.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE` where no worker can be told or it failed; the connection
  ///     exists then and waits to be asked for again
  /// @throws IdempotencyKeys.AlreadyAccepted where the same request came before
  public Requested request(
      UUID tenant, Connections.Draft draft, Optional<IdempotentRequest> request) {
    var prepared = connections.prepare(tenant, draft, request);
    var id = prepared.connection().id();
    var command = command(tenant, id).setLink(LinkSession.getDefaultInstance()).build();
    var qr =
        ask(
            command,
            reply ->
                switch (reply.getCode()) {
                  case OK ->
                      reply.hasQr()
                          ? Optional.of(
                              new Connection.Qr(
                                  reply.getQr().getText(),
                                  Instant.ofEpochMilli(reply.getQr().getExpiresAtMs())))
                          : Optional.<Connection.Qr>empty();
                  // It may still come; status shows it then.
                  case EXPIRED, OUTCOME_UNKNOWN -> Optional.<Connection.Qr>empty();
                  default -> throw refused(reply);
                },
            // Only where no reply can come: an event of the link before could be late.
            () ->
                replies.address().isEmpty()
                    ? connections.get(tenant, id).qr()
                    : Optional.<Connection.Qr>empty(),
            end());
    var connection = connections.get(tenant, id);
    return new Requested(connection, prepared.token(), qr.or(connection::qr), prepared.created());
  }

  /// Confirms a scan, or resumes a stopped session with its stored credentials.
  ///
  /// @throws Failure `QR_NOT_SCANNED`, `RELINK_REQUIRED`, `GATEWAY_UNAVAILABLE`
  public Connection activate(UUID tenant, UUID id) {
    tenants.active(tenant);
    var connection = connections.get(tenant, id);
    return switch (connection.status()) {
      case CONNECTED -> connection;
      case PENDING_QR -> confirm(connection);
      case STALE -> resume(connection);
    };
  }

  private Connection confirm(Connection connection) {
    // A phone that has just scanned needs a moment for pairing and the login after it.
    if (connection.state() == ConnectionState.PAIRING
        || connection.state() == ConnectionState.CONNECTING) {
      var linked = await(connection, now -> now.status() == ConnectionStatus.CONNECTED, end());
      if (linked.isPresent()) {
        return linked.get();
      }
    }
    throw new Failure(Problem.QR_NOT_SCANNED, "The QR code has not been scanned yet");
  }

  private Connection resume(Connection connection) {
    if (connection.state() == ConnectionState.LOGGED_OUT) {
      throw relink();
    }
    var end = end();
    var command =
        command(connection.tenant(), connection.id())
            .setStart(StartSession.getDefaultInstance())
            .build();
    ask(
        command,
        reply ->
            switch (reply.getCode()) {
              case OK -> Optional.of(true);
              case NOT_LINKED, UNKNOWN_SESSION -> throw relink();
              default -> throw refused(reply);
            },
        () ->
            connections
                .find(connection.tenant(), connection.id())
                .filter(now -> now.status() == ConnectionStatus.CONNECTED)
                .map(_ -> true),
        end);
    var settled =
        await(
            connection,
            now ->
                now.status() == ConnectionStatus.CONNECTED
                    || now.state() == ConnectionState.LOGGED_OUT,
            end);
    return settled
        .map(
            now -> {
              if (now.status() != ConnectionStatus.CONNECTED) {
                throw relink();
              }
              return now;
            })
        .orElseThrow(
            () -> Failure.unavailable("WhatsApp could not be reached in time", RETRY, null));
  }

  /// Closes the socket and keeps the credentials; with `unlink`, unlinks the phone as well.
  ///
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public Connection logout(UUID tenant, UUID id, boolean unlink) {
    var connection = connections.get(tenant, id);
    var over =
        unlink
            ? connection.state() == ConnectionState.LOGGED_OUT
            : connection.status() == ConnectionStatus.STALE;
    if (over) {
      return connection;
    }
    var end = end();
    var command = command(tenant, id);
    if (unlink) {
      command.setLogout(LogoutSession.getDefaultInstance());
    } else {
      command.setStop(StopSession.getDefaultInstance());
    }
    Predicate<Connection> done =
        now ->
            now.status() == ConnectionStatus.STALE
                && (!unlink || now.state() == ConnectionState.LOGGED_OUT);
    ask(
        command.build(),
        reply ->
            switch (reply.getCode()) {
              // A session that the worker never had is as stopped as can be.
              case OK, NOT_LINKED, UNKNOWN_SESSION, NOT_CONNECTED -> Optional.of(true);
              default -> throw refused(reply);
            },
        () -> connections.find(tenant, id).filter(done).map(_ -> true),
        end);
    return await(connection, done, end)
        .orElseThrow(() -> Failure.unavailable("The session did not stop in time", RETRY, null));
  }

  /// Publishes `command` and waits for its reply or for the projection to show the result.
  ///
  /// @return empty where neither came in time
  private <T> Optional<T> ask(
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

  private Optional<Connection> await(Connection connection, Predicate<Connection> done, long end) {
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

  /// When the patience of a call that begins now is over, on the monotonic clock.
  private long end() {
    return System.nanoTime() + settings.linkWait().toNanos();
  }

  private Command.Builder command(UUID tenant, UUID session) {
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

  private static Failure relink() {
    return new Failure(Problem.RELINK_REQUIRED, "The stored link is void; request a new QR code");
  }

  private static Failure refused(Reply reply) {
    return Failure.unavailable(
        "The session could not be served: "
            + reply.getCode().name().toLowerCase(java.util.Locale.ROOT),
        RETRY,
        null);
  }
}
