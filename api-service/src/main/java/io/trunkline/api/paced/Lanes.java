package io.trunkline.api.paced;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.message.DayQuota;
import io.trunkline.api.message.Drafts;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.outbox.Dispatcher;
import io.trunkline.api.paced.Lane.Decision;
import io.trunkline.proto.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Looks after the lanes that are due, one transaction each. Whoever holds a lane's row acts for
/// its session. A row becomes a message in the very transaction that ends its waiting, so a crash
/// leaves it waiting or accepted, and from there on the outbox sends it once.
@Component
class Lanes {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  private static final String DUE =
      "SELECT session_id FROM lanes WHERE look_at <= :now ORDER BY look_at LIMIT 1000";
  private static final String CLAIM =
      """
      SELECT l.session_id, l.tenant_id, l.chosen, l.min_seconds, l.max_seconds, l.poll_seconds,
        l.per_hour, l.per_day, l.quiet_from, l.quiet_to, l.quiet_zone,
        c.state = 'OPEN' AND c.status = 'connected' AND t.state = 'active' AS open,
        t.max_messages_per_day
      FROM lanes l JOIN connections c ON c.id = l.session_id JOIN tenants t ON t.id = l.tenant_id
      WHERE l.session_id = :session AND l.look_at <= :now FOR UPDATE OF l SKIP LOCKED
      """;
  private static final String OPT_OUT =
      """
      UPDATE notifications n SET status = 'opted_out'
      FROM consents k
      WHERE n.session_id = :session AND n.status = 'pending' AND n.message_id IS NULL
        AND k.tenant_id = n.tenant_id AND k.phone = n.phone AND k.opt_in = 'no'
      """;
  private static final String VIEW =
      """
      WITH ready AS NOT MATERIALIZED (
        SELECT n.id FROM notifications n
        JOIN consents k ON k.tenant_id = n.tenant_id AND k.phone = n.phone AND k.opt_in = 'yes'
        WHERE n.session_id = :session AND n.status = 'pending' AND n.message_id IS NULL),
      gone AS NOT MATERIALIZED (
        SELECT released_at FROM notifications
        WHERE session_id = :session AND released_at IS NOT NULL)
      SELECT
        EXISTS (SELECT FROM notifications
          WHERE session_id = :session AND status = 'pending' AND message_id IS NOT NULL
            AND released_at IS NOT NULL) AS under_way,
        (SELECT min(id) FROM ready) AS candidate,
        (SELECT id FROM ready WHERE id = :chosen) AS chosen,
        (SELECT released_at FROM gone WHERE :perHour > 0 AND released_at > :hourAgo
         ORDER BY released_at DESC OFFSET greatest(:perHour, 1) - 1 LIMIT 1) AS hour_first,
        (SELECT released_at FROM gone WHERE :perDay > 0 AND released_at > :dayAgo
         ORDER BY released_at DESC OFFSET greatest(:perDay, 1) - 1 LIMIT 1) AS day_first
      """;
  private static final String NEXT =
      "UPDATE lanes SET look_at = :at, chosen = :chosen WHERE session_id = :session";
  private static final String RELEASE =
      """
      UPDATE notifications SET message_id = :message, released_at = :now
      WHERE id = :id AND status = 'pending' AND message_id IS NULL
      """;
  private static final String CONTENT = "SELECT phone, content FROM notifications WHERE id = :id";

  private final Jobs jobs;
  private final Drafts drafts;
  private final Dispatcher dispatcher;
  private final PacedSettings settings;
  private final Clock clock;
  private final Counter released;

  Lanes(
      Jobs jobs,
      Drafts drafts,
      Dispatcher dispatcher,
      PacedSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.jobs = jobs;
    this.drafts = drafts;
    this.dispatcher = dispatcher;
    this.settings = settings;
    this.clock = clock;
    this.released =
        Counter.builder("trunkline.api.notifications.released")
            .description("Notifications that the paced queue let go")
            .register(meters);
  }

  /// @param messagesPerDay the tenant's quota
  private record Due(
      UUID session,
      UUID tenant,
      OptionalLong chosen,
      boolean isOpen,
      OptionalInt messagesPerDay,
      Pace pace) {}

  @Scheduled(fixedDelayString = "${trunkline.api.paced.tick}")
  void tick() {
    try {
      jobs.run(MessageFates::catchUp);
      var now = Timestamp.from(clock.instant());
      jobs.compute(jdbc -> jdbc.sql(DUE).param("now", now).query(UUID.class).list())
          .forEach(this::tend);
    } catch (DataAccessException | TransactionException e) {
      log.warn("The paced queues must wait: {}", e.getClass().getSimpleName());
    }
  }

  /// What fails in one lane holds up no other; it is looked at again with the next tick.
  private void tend(UUID session) {
    try {
      if (jobs.compute(jdbc -> look(jdbc, session))) {
        released.increment();
        dispatcher.wake(session);
      }
    } catch (RuntimeException e) {
      log.warn("The paced queue of session {} must wait: {}", session, e.toString());
    }
  }

  /// @return whether a message was accepted
  private boolean look(JdbcClient jdbc, UUID session) {
    var now = clock.instant();
    return jdbc.sql(CLAIM)
        .param("session", session)
        .param("now", Timestamp.from(now))
        .query((row, _) -> due(row))
        .optional()
        .filter(due -> apply(jdbc, due, now))
        .isPresent();
  }

  /// A session that is not open, or a tenant whose quota is used up, holds its rows.
  ///
  /// @return whether a message was accepted
  private boolean apply(JdbcClient jdbc, Due due, Instant now) {
    jdbc.sql(OPT_OUT).param("session", due.session()).update();
    return switch (Lane.of(view(jdbc, due, now), due.pace(), ThreadLocalRandom.current())) {
      case Decision.Rest() -> next(jdbc, due, null, null);
      case Decision.Wait(var until) -> next(jdbc, due, until, null);
      case Decision.Choose(var id, var leavesAt) -> next(jdbc, due, leavesAt, id);
      case Decision.Release(var id, var next) -> {
        next(jdbc, due, next, null);
        yield release(jdbc, due, id, now);
      }
    };
  }

  private static boolean next(JdbcClient jdbc, Due due, Instant at, Long chosen) {
    jdbc.sql(NEXT)
        .param("at", at == null ? null : Timestamp.from(at), Types.TIMESTAMP)
        .param("chosen", chosen, Types.BIGINT)
        .param("session", due.session())
        .update();
    return false;
  }

  private boolean release(JdbcClient jdbc, Due due, long id, Instant now) {
    record Row(String phone, byte[] content) {}
    var row =
        jdbc.sql(CONTENT)
            .param("id", id)
            .query((found, _) -> new Row(found.getString("phone"), found.getBytes("content")))
            .single();
    var draft =
        drafts.draft(
            due.session(), Recipient.of(new PhoneNumber(row.phone())), parsed(id, row.content()));
    // Where the recipient says no at this very moment, the row is marked and no message is made.
    var isFree =
        jdbc.sql(RELEASE)
                .param("message", draft.id())
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update()
            == 1;
    if (isFree) {
      draft.insert(jdbc, due.tenant(), null);
    }
    return isFree;
  }

  private static Content parsed(long id, byte[] content) {
    try {
      return Content.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected a Content in notification " + id, e);
    }
  }

  /// Whether the tenant's messages of the day are not used up.
  private static boolean mayAccept(JdbcClient jdbc, Due due, Instant now) {
    return due.messagesPerDay().isEmpty()
        || DayQuota.left(jdbc, due.tenant(), due.messagesPerDay().getAsInt(), now) > 0;
  }

  private static Lane.View view(JdbcClient jdbc, Due due, Instant now) {
    var chosen = due.chosen();
    return jdbc.sql(VIEW)
        .param("session", due.session())
        .param("chosen", chosen.isPresent() ? chosen.getAsLong() : null, Types.BIGINT)
        .param("perHour", due.pace().perHour().orElse(0))
        .param("perDay", due.pace().perDay().orElse(0))
        .param("hourAgo", Timestamp.from(now.minus(Duration.ofHours(1))))
        .param("dayAgo", Timestamp.from(now.minus(Duration.ofDays(1))))
        .query(
            (row, _) ->
                new Lane.View(
                    now,
                    due.isOpen() && mayAccept(jdbc, due, now),
                    row.getBoolean("under_way"),
                    id(row, "chosen"),
                    id(row, "candidate"),
                    time(row, "hour_first"),
                    time(row, "day_first")))
        .single();
  }

  private Due due(ResultSet row) throws SQLException {
    return new Due(
        row.getObject("session_id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        id(row, "chosen"),
        row.getBoolean("open"),
        number(row, "max_messages_per_day"),
        new Pace(
            seconds(row, "min_seconds").orElse(settings.minPause()),
            seconds(row, "max_seconds").orElse(settings.maxPause()),
            seconds(row, "poll_seconds").orElse(settings.poll()),
            number(row, "per_hour"),
            number(row, "per_day"),
            QuietHours.read(row)));
  }

  private static Optional<Duration> seconds(ResultSet row, String column) throws SQLException {
    var value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(value));
  }

  private static OptionalInt number(ResultSet row, String column) throws SQLException {
    var value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static OptionalLong id(ResultSet row, String column) throws SQLException {
    var value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
