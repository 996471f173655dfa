package io.trunkline.api.bulk;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.media.FileMessages;
import io.trunkline.api.message.DayQuota;
import io.trunkline.api.message.Drafts;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.Messages;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.outbox.Dispatcher;
import io.trunkline.proto.content.Content;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Moves due items of batches into the outbox. One transaction accepts their messages and marks the
/// items, so a process that dies in between has released none of them, and a repetition finds
/// nothing that was released.
///
/// A session gets more only while fewer than [#BACKLOG] of its messages are unsent; with a pace it
/// gets one at a time. Caps, quiet hours and the tenant's quota hold items back, and a session that
/// is not connected keeps them; once it is logged out they fail.
@Component
class BulkRelease {
  private static final Logger log = LoggerFactory.getLogger(BulkRelease.class);

  /// Unsent messages of a session beyond which a batch waits.
  static final int BACKLOG = 64;

  private static final Duration LOOK_SOON = Duration.ofMillis(250);
  private static final Duration LOOK_LATER = Duration.ofSeconds(5);
  private static final Duration LOOK_LATE = Duration.ofMinutes(1);

  private static final String DUE =
      "SELECT id FROM bulk_batches WHERE release_at <= :now ORDER BY release_at LIMIT 100";
  private static final String CLAIM =
      """
      SELECT b.id, b.tenant_id, b.session_id, b.min_seconds, b.max_seconds, b.request_id,
             c.status, c.state, t.state AS tenant_state, t.max_messages_per_day
      FROM bulk_batches b
      JOIN connections c ON c.id = b.session_id
      JOIN tenants t ON t.id = b.tenant_id
      WHERE b.id = :batch AND b.release_at <= :now
      FOR UPDATE OF b SKIP LOCKED
      """;

  /// Two batches of a session are released one after the other, so that they count each other.
  private static final String LOCK_SESSION =
      "SELECT pg_advisory_xact_lock(hashtextextended(?, 31))";

  private static final String USED =
      """
      SELECT (SELECT count(*) FROM messages
              WHERE session_id = :session AND status = 'pending' AND outgoing IS NOT NULL) AS unsent,
             CASE WHEN :perHour THEN (
               SELECT count(*) FROM messages
               WHERE session_id = :session AND direction = 'out' AND NOT past
                 AND accepted_at > :hour) ELSE 0 END AS last_hour,
             CASE WHEN :perDay THEN (
               SELECT count(*) FROM messages
               WHERE session_id = :session AND direction = 'out' AND NOT past
                 AND accepted_at > :day) ELSE 0 END AS last_day
      """;
  private static final String NEXT =
      """
      SELECT i.position, i.phone, i.body, i.file, f.content, f.error_code, f.error
      FROM bulk_items i LEFT JOIN bulk_files f ON f.batch_id = i.batch_id AND f.number = i.file
      WHERE i.batch_id = :batch AND i.message_id IS NULL AND i.error_code IS NULL
      ORDER BY i.position LIMIT :limit
      """;
  private static final String RELEASED =
      "UPDATE bulk_items SET message_id = :message WHERE batch_id = :batch AND position = :position";
  private static final String FAIL =
      """
      UPDATE bulk_items SET error_code = 'connection_stale', error = 'The connection is logged out'
      WHERE batch_id = :batch AND message_id IS NULL AND error_code IS NULL
      """;
  private static final String FAIL_ONE =
      """
      UPDATE bulk_items SET error_code = :code, error = :error
      WHERE batch_id = :batch AND position = :position
      """;
  private static final String LOOK_AT =
      "UPDATE bulk_batches SET release_at = :at WHERE id = :batch";
  private static final String OVER = "UPDATE bulk_batches SET release_at = NULL WHERE id = :batch";

  private final Jobs jobs;
  private final Drafts drafts;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  BulkRelease(Jobs jobs, Drafts drafts, Dispatcher dispatcher, Clock clock) {
    this.jobs = jobs;
    this.drafts = drafts;
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  private record Due(
      UUID id,
      UUID tenant,
      UUID session,
      Optional<Wait> pause,
      String requestId,
      String status,
      String state,
      boolean isActive,
      Optional<Integer> messagesPerDay) {}

  /// @param lastHour counted only where the pace has a cap of it, as `lastDay`
  private record Used(long unsent, long lastHour, long lastDay) {}

  /// @param fileAwaited whether it sends a file that is neither here nor refused
  /// @param file without its caption
  private record Waiting(
      int position,
      String phone,
      String body,
      boolean fileAwaited,
      Optional<Content> file,
      Optional<Message.Reason> refused) {
    Content content() {
      return file.map(content -> FileMessages.captioned(content, body))
          .orElseGet(() -> Messages.text(body));
    }
  }

  @Scheduled(fixedDelayString = "PT0.25S")
  void release() {
    try {
      var now = Timestamp.from(clock.instant());
      jobs.compute(jdbc -> jdbc.sql(DUE).param("now", now).query(UUID.class).list())
          .forEach(this::tend);
    } catch (DataAccessException | TransactionException e) {
      log.warn("Batches cannot be released, trying again: {}", e.getClass().getSimpleName());
    }
  }

  /// What fails in one batch holds up no other; it is looked at again later.
  private void tend(UUID batch) {
    try {
      jobs.compute(jdbc -> releaseOne(jdbc, batch)).ifPresent(dispatcher::wake);
    } catch (RuntimeException e) {
      log.warn("Batch {} cannot be released, trying again: {}", batch, e.toString());
      jobs.run(
          jdbc ->
              jdbc.sql(LOOK_AT)
                  .param("at", Timestamp.from(clock.instant().plus(LOOK_LATER)))
                  .param("batch", batch)
                  .update());
    }
  }

  /// @return the batch's session; empty where somebody else has it
  private Optional<UUID> releaseOne(JdbcClient jdbc, UUID id) {
    var now = clock.instant();
    var due =
        jdbc.sql(CLAIM)
            .param("batch", id)
            .param("now", Timestamp.from(now))
            .query(
                (row, _) ->
                    new Due(
                        row.getObject("id", UUID.class),
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("session_id", UUID.class),
                        Wait.of(row),
                        row.getString("request_id"),
                        row.getString("status"),
                        row.getString("state"),
                        row.getString("tenant_state").equals("active"),
                        Optional.ofNullable(row.getObject("max_messages_per_day", Integer.class))))
            .optional();
    due.ifPresent(batch -> release(jdbc, batch, now));
    return due.map(Due::session);
  }

  private void release(JdbcClient jdbc, Due batch, Instant now) {
    if (batch.state().equals("LOGGED_OUT")) {
      jdbc.sql(FAIL).param("batch", batch.id()).update();
      jdbc.sql(OVER).param("batch", batch.id()).update();
      return;
    }
    if (!batch.isActive() || !batch.status().equals("connected")) {
      lookAt(jdbc, batch, now.plus(LOOK_LATER));
      return;
    }
    jdbc.sql(LOCK_SESSION).param(batch.session().toString()).query((_, _) -> true).single();
    var pace = SendPace.read(jdbc, batch.session());
    var used = used(jdbc, batch, pace, now);
    var held = pace.heldUntil(now, used.lastHour(), used.lastDay());
    if (held.isPresent()) {
      lookAt(jdbc, batch, held.get());
      return;
    }
    var quota = quota(jdbc, batch, now);
    if (quota <= 0) {
      lookAt(jdbc, batch, now.plus(LOOK_LATE));
      return;
    }
    var wait = batch.pause().or(pace::pause);
    var room = Math.min(quota, pace.room(used.lastHour(), used.lastDay()));
    var most = Math.min(room, wait.isPresent() ? 1 : BACKLOG - used.unsent());
    if (most <= 0 || used.unsent() >= BACKLOG) {
      lookAt(jdbc, batch, now.plus(LOOK_SOON));
      return;
    }
    var waiting = next(jdbc, batch, most + 1);
    // Their order stands, so nothing goes past an item whose file is not here yet.
    var ready = waiting.stream().limit(most).takeWhile(item -> !item.fileAwaited()).toList();
    ready.forEach(item -> settle(jdbc, batch, item));
    if (ready.size() == waiting.size()) {
      jdbc.sql(OVER).param("batch", batch.id()).update();
    } else {
      var pause = wait.filter(_ -> !ready.isEmpty()).map(one -> one.next(random));
      lookAt(jdbc, batch, now.plus(pause.orElse(LOOK_SOON)));
    }
  }

  private static Used used(JdbcClient jdbc, Due batch, SendPace pace, Instant now) {
    return jdbc.sql(USED)
        .param("session", batch.session())
        .param("perHour", pace.perHour().isPresent())
        .param("perDay", pace.perDay().isPresent())
        .param("hour", Timestamp.from(now.minus(Duration.ofHours(1))))
        .param("day", Timestamp.from(now.minus(Duration.ofDays(1))))
        .query(
            (row, _) ->
                new Used(row.getLong("unsent"), row.getLong("last_hour"), row.getLong("last_day")))
        .single();
  }

  private static long quota(JdbcClient jdbc, Due batch, Instant now) {
    return batch
        .messagesPerDay()
        .map(most -> DayQuota.left(jdbc, batch.tenant(), most, now))
        .orElse(Long.MAX_VALUE);
  }

  private static List<Waiting> next(JdbcClient jdbc, Due batch, long limit) {
    return jdbc.sql(NEXT)
        .param("batch", batch.id())
        .param("limit", limit)
        .query(
            (row, _) -> {
              var code = Optional.ofNullable(row.getString("error_code"));
              var file = Optional.ofNullable(row.getBytes("content")).map(BulkRelease::content);
              return new Waiting(
                  row.getInt("position"),
                  row.getString("phone"),
                  row.getString("body"),
                  row.getObject("file") != null && file.isEmpty() && code.isEmpty(),
                  file,
                  code.isPresent()
                      ? Optional.of(new Message.Reason(code.get(), row.getString("error")))
                      : Optional.empty());
            })
        .list();
  }

  private static Content content(byte[] stored) {
    try {
      return Content.parseFrom(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected a stored content", e);
    }
  }

  private void settle(JdbcClient jdbc, Due batch, Waiting item) {
    item.refused()
        .ifPresentOrElse(
            reason ->
                jdbc.sql(FAIL_ONE)
                    .param("code", reason.code())
                    .param("error", reason.message())
                    .param("batch", batch.id())
                    .param("position", item.position())
                    .update(),
            () -> accept(jdbc, batch, item));
  }

  private void accept(JdbcClient jdbc, Due batch, Waiting item) {
    var to = Recipient.of(new PhoneNumber(item.phone()));
    var draft = drafts.draft(batch.session(), to, item.content());
    draft.insert(jdbc, batch.tenant(), batch.requestId());
    jdbc.sql(RELEASED)
        .param("message", draft.id())
        .param("batch", batch.id())
        .param("position", item.position())
        .update();
  }

  private static void lookAt(JdbcClient jdbc, Due batch, Instant at) {
    jdbc.sql(LOOK_AT).param("at", Timestamp.from(at)).param("batch", batch.id()).update();
  }
}
