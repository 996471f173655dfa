package io.trunkline.api.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.api.command.Commands;
import io.trunkline.api.command.Replies;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.outbox.DispatchPlan.Issued;
import io.trunkline.api.outbox.DispatchPlan.Order;
import io.trunkline.api.outbox.DispatchPlan.Waiting;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.SendMessage;
import io.trunkline.proto.content.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Issues the commands of accepted messages, one session at a time.
///
/// It claims sessions, not rows: whoever holds the session's row in `outbox_sessions` dispatches
/// for it, and holds it until the broker has every command, so that two instances cannot overtake
/// each other. A claim that dies leaves nothing behind but perhaps commands that come twice, which
/// is harmless.
///
/// [#wake] is called right after a message was accepted, so that nothing waits for a poll.
@Component
public class Dispatcher implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  // The setting lasts for the transaction: what was issued may be forgotten in a crash of
  // PostgreSQL, since it would only be issued again.
  private static final String CLAIM =
      """
      SELECT set_config('synchronous_commit', 'off', true) FROM outbox_sessions
      WHERE session_id = ? FOR UPDATE SKIP LOCKED
      """;
  private static final String EXISTS =
      "SELECT EXISTS (SELECT FROM outbox_sessions WHERE session_id = ?)";
  private static final String OPEN =
      """
      SELECT c.tenant_id, c.connection
      FROM connections c JOIN tenants t ON t.id = c.tenant_id
      WHERE c.id = ? AND c.state = 'OPEN' AND c.status = 'connected' AND c.connection > 0
        AND t.state = 'active'
      """;
  private static final String WAITING =
      """
      SELECT m.id, m.chat, m.outgoing, m.request_id, m.traceparent, d.connection, d.deadline, d.attempt,
        (SELECT count(*) FROM dispatches f JOIN messages n ON n.id = f.message_id
         WHERE f.session_id = :session AND f.connection = :connection AND f.deadline > :overdue
           AND n.status = 'pending') AS in_flight
      FROM messages m LEFT JOIN dispatches d ON d.message_id = m.id
      WHERE m.session_id = :session AND m.status = 'pending' AND m.outgoing IS NOT NULL
        AND m.expires_at > :now
      ORDER BY m.seq LIMIT :limit
      """;
  private static final String ISSUED =
      """
      INSERT INTO dispatches (message_id, tenant_id, session_id, connection, deadline, attempt)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (message_id) DO UPDATE
      SET connection = excluded.connection, deadline = excluded.deadline,
          attempt = excluded.attempt
      """;

  private static final String OVERDUE =
      "UPDATE dispatches SET deadline = ? WHERE message_id = ? AND attempt = ?";

  private static final Duration REFUSED_PAUSE = Duration.ofMillis(250);
  private static final int MOST_PAUSES = 20;
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(5);
  private static final Duration HELD_RETRY = Duration.ofMillis(15);
  private static final int HELD_RETRIES = 20;

  private final Jobs jobs;
  private final Commands commands;
  private final Replies replies;
  private final Outstanding outstanding;
  private final OutboxSettings settings;
  private final Clock clock;
  private final Counter dispatched;
  private final Map<UUID, Pump> pumps = new ConcurrentHashMap<>();
  private final Map<UUID, CompletableFuture<Void>> unconfirmed = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore claims = new Semaphore(4);

  Dispatcher(
      Jobs jobs,
      Commands commands,
      Replies replies,
      SendReplies sendReplies,
      OutboxSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.jobs = jobs;
    this.commands = commands;
    this.replies = replies;
    this.outstanding = new Outstanding(replies, sendReplies, this::again);
    this.settings = settings;
    this.clock = clock;
    this.dispatched =
        Counter.builder("trunkline.api.messages.dispatched")
            .description("Commands issued for messages, repeats included")
            .register(meters);
  }

  /// Whether another wake came while the session was being served.
  private static final class Pump {
    private boolean again;
  }

  /// Looks at the session soon, on a thread of its own. Many wakes in a row cost one look.
  public void wake(UUID session) {
    pumps.compute(
        session,
        (_, running) -> {
          if (running != null) {
            running.again = true;
            return running;
          }
          threads.execute(() -> serve(session));
          return new Pump();
        });
  }

  private void serve(UUID session) {
    do {
      try {
        dispatch(session);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        // The safety net comes back to it.
        log.warn("Dispatch of session {} failed, trying again: {}", session, e.toString());
      }
    } while (isWokenAgain(session));
  }

  private boolean isWokenAgain(UUID session) {
    var pump =
        pumps.compute(
            session,
            (_, running) -> {
              if (running == null || !running.again) {
                return null;
              }
              running.again = false;
              return running;
            });
    return pump != null;
  }

  private void dispatch(UUID session) throws InterruptedException {
    if (!isConfirmed(session)) {
      // The broker is away; more copies would only fill the producer's memory.
      return;
    }
    for (var attempt = 0; attempt < HELD_RETRIES; attempt++) {
      claims.acquire();
      Claimed claimed;
      try {
        claimed = jobs.compute(jdbc -> claim(jdbc, session));
      } finally {
        claims.release();
      }
      if (claimed != Claimed.HELD) {
        return;
      }
      // Another instance is at it, and may have looked before our message was there.
      Thread.sleep(HELD_RETRY);
    }
  }

  /// A worker did not take the message, but may soon.
  private void again(UUID session, Order order) {
    threads.execute(
        () -> {
          try {
            Thread.sleep(pause(order.attempt()));
            var overdue = clock.instant().minus(settings.grace()).minusMillis(1);
            jobs.run(
                jdbc ->
                    jdbc.sql(OVERDUE)
                        .param(Timestamp.from(overdue))
                        .param(order.id())
                        .param(order.attempt())
                        .update());
            wake(session);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            // It becomes overdue by itself, only later.
            log.warn("A refused message waits for its deadline: {}", e.toString());
          }
        });
  }

  private static Duration pause(int attempt) {
    return REFUSED_PAUSE.multipliedBy(Math.min(attempt, MOST_PAUSES));
  }

  /// Gives up waiting for replies that can no longer come.
  void forgetUnanswered() {
    outstanding.forget(clock.instant().minus(settings.grace()));
  }

  private enum Claimed {
    DONE,
    HELD
  }

  private record Batch(UUID tenant, long connection) {}

  private record Row(
      Waiting waiting, byte[] outgoing, String requestId, String traceparent, int inFlight) {}

  private Claimed claim(JdbcClient jdbc, UUID session) {
    if (jdbc.sql(CLAIM).param(session).query(String.class).optional().isEmpty()) {
      return jdbc.sql(EXISTS).param(session).query(Boolean.class).single()
          ? Claimed.HELD
          : Claimed.DONE;
    }
    var open =
        jdbc.sql(OPEN)
            .param(session)
            .query(
                (row, _) ->
                    new Batch(row.getObject("tenant_id", UUID.class), row.getLong("connection")))
            .optional();
    if (open.isEmpty()) {
      return Claimed.DONE;
    }
    var batch = open.get();
    var now = clock.instant();
    var rows =
        jdbc.sql(WAITING)
            .param("session", session)
            .param("connection", batch.connection())
            .param("overdue", Timestamp.from(now.minus(settings.grace())))
            .param("now", Timestamp.from(now))
            // Those in flight may all be in front.
            .param("limit", 2 * settings.inFlight())
            .query(
                (row, _) -> {
                  var deadline = row.getTimestamp("deadline");
                  return new Row(
                      new Waiting(
                          row.getObject("id", UUID.class),
                          row.getString("chat"),
                          deadline == null
                              ? Optional.empty()
                              : Optional.of(
                                  new Issued(
                                      row.getLong("connection"),
                                      deadline.toInstant(),
                                      row.getInt("attempt")))),
                      row.getBytes("outgoing"),
                      row.getString("request_id"),
                      Objects.requireNonNullElse(row.getString("traceparent"), ""),
                      row.getInt("in_flight"));
                })
            .list();
    if (rows.isEmpty()) {
      return Claimed.DONE;
    }
    var orders =
        DispatchPlan.of(
            rows.stream().map(Row::waiting).toList(),
            rows.getFirst().inFlight(),
            batch.connection(),
            now,
            settings);
    if (!orders.isEmpty()) {
      issue(session, batch, rows, orders);
    }
    return Claimed.DONE;
  }

  private void issue(UUID session, Batch batch, List<Row> rows, List<Order> orders) {
    jobs.batches()
        .batchUpdate(
            ISSUED,
            orders.stream()
                .map(
                    order ->
                        new Object[] {
                          order.id(),
                          batch.tenant(),
                          session,
                          batch.connection(),
                          Timestamp.from(order.deadline()),
                          order.attempt()
                        })
                .toList());
    Map<UUID, Row> byId = new HashMap<>();
    rows.forEach(row -> byId.put(row.waiting().id(), row));
    var sent = new ArrayList<CompletableFuture<Void>>();
    for (var order : orders) {
      var row = byId.get(order.id());
      var command = command(session, batch, row, order);
      outstanding.expect(session, order, command.getCommandId());
      var published = commands.publish(command, row.traceparent());
      sent.add(published);
      if (published.isCompletedExceptionally()) {
        // The next one could get through and would then overtake it.
        break;
      }
    }
    confirm(session, CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
    dispatched.increment(orders.size());
  }

  private Command command(UUID session, Batch batch, Row row, Order order) {
    var send = SendMessage.newBuilder().setMessageId(order.id().toString()).setMessage(parsed(row));
    var command =
        Command.newBuilder()
            .setCommandId(commandId(order, batch.connection()))
            .setTenantId(batch.tenant().toString())
            .setSessionId(session.toString())
            .setConnection(batch.connection())
            .setDeadlineMs(order.deadline().toEpochMilli())
            .setSend(send);
    if (row.requestId() != null) {
      command.setRequestId(row.requestId());
    }
    replies.address().ifPresent(command::setReplyTo);
    return command.build();
  }

  /// Each issue is a command of its own; a repeat of the same issue carries the same id.
  private static String commandId(Order order, long connection) {
    return UUID.nameUUIDFromBytes(
            (order.id() + "/" + connection + "/" + order.attempt())
                .getBytes(StandardCharsets.US_ASCII))
        .toString();
  }

  private static OutgoingMessage parsed(Row row) {
    try {
      return OutgoingMessage.parseFrom(row.outgoing());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "Expected an OutgoingMessage in message " + row.waiting().id(), e);
    }
  }

  /// Waits until the broker has what was published. Where that takes too long the claim is given
  /// up, but the producer goes on: it never drops a record, since a later one of the chat could
  /// then overtake it. Whoever claims next issues everything again behind it, in the same order.
  private void confirm(UUID session, CompletableFuture<Void> sent) {
    try {
      sent.get(BROKER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      if (!sent.isDone()) {
        unconfirmed.put(session, sent);
      }
      throw new IllegalStateException("The broker did not take the commands in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the broker takes commands", e);
    }
  }

  /// Whether all that this process published for the session has reached the broker or was refused.
  private boolean isConfirmed(UUID session) {
    var sent = unconfirmed.get(session);
    if (sent == null) {
      return true;
    }
    if (!sent.isDone()) {
      return false;
    }
    unconfirmed.remove(session, sent);
    return true;
  }

  @Override
  public void destroy() {
    threads.close();
  }
}
