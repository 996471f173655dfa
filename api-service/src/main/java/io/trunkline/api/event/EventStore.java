package io.trunkline.api.event;

import io.trunkline.api.consent.Conversations;
import io.trunkline.api.contact.ContactChanges;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.paced.MessageFates;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.event.AccountHealthChanged;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.ConnectionChanged;
import io.trunkline.proto.event.ConnectionState;
import io.trunkline.proto.event.DesiredState;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Stores events and their effect on rows in one transaction; an event whose id is stored already
/// has none.
///
/// - State events (connection, health) move a projection forward only: one of a lower epoch or
///   sequence than the last is dropped.
/// - A status only rises, and `failed` is reached from `pending` alone, so the order in which
///   statuses come does not matter.
@Component
class EventStore {
  private static final Duration KEPT = Duration.ofDays(8);

  private static final Pattern PARTNER =
      Pattern.compile("([1-9][0-9]{4,19})@(?:s\\.whatsapp\\.net|lid)");

  private static final String TAKE =
      """
      INSERT INTO processed_events (event_id) SELECT unnest(?::text[])
      ON CONFLICT DO NOTHING RETURNING event_id
      """;
  private static final String TENANTS_OF =
      "SELECT id, tenant_id FROM connections WHERE id = ANY(?::uuid[])";
  private static final String CONNECTION =
      """
      UPDATE connections SET
        state = :state,
        reason = nullif(:reason, ''),
        connection = greatest(connection, :connection),
        attempts = :attempts,
        status = CASE
          WHEN :state = 'OPEN' THEN 'connected'
          WHEN :state IN ('QR', 'PAIRING', 'QR_TIMEOUT') THEN 'pending_qr'
          WHEN :state = 'LOGGED_OUT' THEN 'stale'
          WHEN :state = 'CLOSED' AND :ended AND NOT suspended THEN 'stale'
          ELSE status END,
        jid = coalesce(nullif(:jid, ''), jid),
        lid = coalesce(nullif(:lid, ''), lid),
        push_name = coalesce(nullif(:pushName, ''), push_name),
        qr = :qr,
        qr_expires_at = :qrExpiresAt,
        until = :until,
        last_seen_at = CASE WHEN :state = 'OPEN' THEN :at ELSE last_seen_at END,
        last_connected_at = CASE WHEN :state = 'OPEN' THEN :at ELSE last_connected_at END,
        updated_at = :at,
        event_epoch = :epoch,
        event_sequence = :sequence
      WHERE id = :id AND (event_epoch, event_sequence) < (:epoch, :sequence)
      """;
  private static final String HEALTH =
      """
      UPDATE connections SET health_state = :state, health_reason = nullif(:reason, ''),
        health_until = :until, health_epoch = :epoch, health_sequence = :sequence
      WHERE id = :id AND (health_epoch, health_sequence) < (:epoch, :sequence)
      """;
  private static final String STATUS =
      """
      WITH change (session_id, whatsapp_id, status, error_code, error, participant, at) AS (
        VALUES (?::uuid, ?::text, ?::text, ?::text, ?::text, ?::text, ?::timestamptz)),
      target AS (
        SELECT m.tenant_id, m.id, m.status
        FROM messages m
        JOIN change c ON m.session_id = c.session_id AND m.whatsapp_id = c.whatsapp_id
        WHERE m.direction = 'out'
        FOR UPDATE OF m),
      raised AS (
        UPDATE messages m SET status = c.status, error_code = c.error_code, error = c.error
        FROM target t, change c
        WHERE m.id = t.id AND CASE c.status
          WHEN 'failed' THEN t.status = 'pending'
          ELSE array_position(ARRAY['pending', 'sent', 'delivered', 'read', 'played'], t.status)
             < array_position(ARRAY['pending', 'sent', 'delivered', 'read', 'played'], c.status)
          END)
      INSERT INTO message_statuses (tenant_id, message_id, status, participant, at)
      SELECT t.tenant_id, t.id, c.status, c.participant, c.at
      FROM target t, change c
      WHERE CASE c.status WHEN 'failed' THEN t.status = 'pending' ELSE t.status <> 'failed' END
      ON CONFLICT DO NOTHING
      """;
  private static final String WAITING =
      """
      SELECT DISTINCT m.session_id FROM messages m LEFT JOIN dispatches d ON d.message_id = m.id
      WHERE m.session_id = ANY(?::uuid[]) AND m.status = 'pending' AND m.outgoing IS NOT NULL
        AND d.message_id IS NULL
      """;
  private static final String DELETED =
      """
      UPDATE connections SET status = 'stale', state = 'LOGGED_OUT', reason = 'deleted', attempts = 0, qr = NULL,
        qr_expires_at = NULL, event_epoch = :epoch, event_sequence = :sequence, updated_at = :at
      WHERE id = :id AND (event_epoch, event_sequence) < (:epoch, :sequence)
      """;
  private static final String FORGET = "DELETE FROM processed_events WHERE processed_at < ?";

  private final Jobs jobs;
  private final Conversations conversations;
  private final Clock clock;
  private final ReceivedMessages messages;

  EventStore(Jobs jobs, Conversations conversations, Clock clock) {
    this.jobs = jobs;
    this.conversations = conversations;
    this.clock = clock;
    this.messages = new ReceivedMessages(clock);
  }

  /// @param events those that were new
  /// @param wake sessions that may have something to issue now
  record Stored(List<Event> events, Set<UUID> wake) {}

  /// Stores all or none.
  ///
  /// @throws UnprocessableEvent where one of them can never be stored
  Stored store(List<Event> events) {
    return jobs.compute(jdbc -> storeIn(jdbc, events));
  }

  private Stored storeIn(JdbcClient jdbc, List<Event> events) {
    var fresh = fresh(jdbc, events);
    var tenants = tenants(jdbc, fresh);
    Set<UUID> wake = new HashSet<>();
    Set<UUID> answered = new HashSet<>();
    // Most events are statuses, so they go to PostgreSQL together; they depend on no other event.
    var statuses = new ArrayList<Object[]>();
    var sentIds = new HashSet<String>();
    var statusIds = new HashSet<String>();
    for (var event : fresh) {
      var session = uuid(event.getSessionId(), "session_id");
      var tenant = tenants.get(session);
      if (tenant == null) {
        unknownSession(event);
        continue;
      }
      if (!tenant.toString().equals(event.getTenantId())) {
        throw new UnprocessableEvent(
            "tenant_mismatch", "Expected tenant " + tenant + " but was " + event.getTenantId());
      }
      ContactChanges.apply(jdbc, tenant, session, event);
      switch (event.getBodyCase()) {
        case CONNECTION -> {
          connection(jdbc, session, event, event.getConnection());
          if (event.getConnection().getState() == ConnectionState.OPEN) {
            wake.add(session);
          }
        }
        case MESSAGE -> {
          var message = event.getMessage();
          var at = messages.live(jdbc, tenant, session, event, message);
          MessageChanges.apply(jdbc, tenant, session, message, at);
          ChatProjection.arrived(jdbc, tenant, session, message, at);
          if (isAnswered(jdbc, tenant, session, message)) {
            wake.add(session);
          }
        }
        case STATUS -> {
          statuses.add(status(session, event.getStatus()));
          statusIds.add(event.getStatus().getWhatsappId());
          if (event.getStatus().getStatus() == MessageStatus.SENT) {
            sentIds.add(event.getStatus().getWhatsappId());
          }
          answered.add(session);
        }
        case HEALTH -> health(jdbc, session, event, event.getHealth());
        case DELETED -> deleted(jdbc, session, event);
        // The message itself follows after the retry, or never; nothing is stored for it.
        case UNDECRYPTABLE -> {}
        // For those who listen to events.
        case CONTACT, ACCOUNT, PRESENCE, CALL, NEWSLETTER, NAMED -> {}
        case CHAT -> ChatProjection.changed(jdbc, tenant, session, event.getChat());
        case READ -> ChatProjection.read(jdbc, session, event.getRead());
        case GROUP -> ChatProjection.group(jdbc, tenant, session, event.getGroup());
        case HISTORY -> {
          ChatProjection.past(jdbc, tenant, session, event.getHistory());
          messages.past(jobs.batches(), tenant, session, event.getHistory());
        }
        case BODY_NOT_SET ->
            throw new UnprocessableEvent("unknown_body", "The event has a body unknown here");
      }
    }
    if (!answered.isEmpty()) {
      jobs.batches().batchUpdate(STATUS, statuses);
      ChatProjection.sent(jdbc, answered, sentIds);
      OwnChanges.apply(jdbc, answered, sentIds);
      MessageFates.follow(jdbc, answered, statusIds);
      wake.addAll(
          jdbc.sql(WAITING)
              .param(answered.stream().map(UUID::toString).toArray(String[]::new))
              .query(UUID.class)
              .list());
    }
    return new Stored(fresh, wake);
  }

  /// Whether the consent flow has an answer to a message of a single partner.
  private boolean isAnswered(JdbcClient jdbc, UUID tenant, UUID session, MessageReceived message) {
    var chat = ChatName.of(message.getChat());
    var partner = PARTNER.matcher(chat.jid());
    return !message.getFromMe()
        && ChatProjection.isShown(message.getContent())
        && partner.matches()
        && conversations.received(
            jdbc, tenant, session, chat.jid(), partner.group(1), message.getContent());
  }

  private static List<Event> fresh(JdbcClient jdbc, List<Event> events) {
    var ids = events.stream().map(Event::getEventId).toArray(String[]::new);
    // Sorted, so that two consumers that were given the same events wait instead of deadlocking.
    java.util.Arrays.sort(ids);
    Set<String> taken = new HashSet<>(jdbc.sql(TAKE).param(ids).query(String.class).list());
    var fresh = new ArrayList<Event>();
    for (var event : events) {
      // Removing it as well drops the second of two in one batch.
      if (taken.remove(event.getEventId())) {
        fresh.add(event);
      }
    }
    return fresh;
  }

  private static Map<UUID, UUID> tenants(JdbcClient jdbc, List<Event> events) {
    var sessions =
        events.stream()
            .map(event -> uuid(event.getSessionId(), "session_id").toString())
            .distinct()
            .toArray(String[]::new);
    Map<UUID, UUID> tenants = new HashMap<>();
    jdbc.sql(TENANTS_OF)
        .param(sessions)
        .query(
            row -> {
              tenants.put(row.getObject("id", UUID.class), row.getObject("tenant_id", UUID.class));
            });
    return tenants;
  }

  /// A deleted session's worker still tells of its end; messages of a session that we never had are
  /// a fault somebody must see.
  private static void unknownSession(Event event) {
    switch (event.getBodyCase()) {
      case CONNECTION,
          HEALTH,
          DELETED,
          UNDECRYPTABLE,
          STATUS,
          CHAT,
          HISTORY,
          CONTACT,
          ACCOUNT,
          PRESENCE,
          CALL,
          READ,
          NAMED,
          NEWSLETTER,
          GROUP -> {}
      case MESSAGE, BODY_NOT_SET ->
          throw new UnprocessableEvent(
              "unknown_session", "The session " + event.getSessionId() + " is not known");
    }
  }

  private static void connection(
      JdbcClient jdbc, UUID session, Event event, ConnectionChanged change) {
    if (change.getState() == ConnectionState.CONNECTION_STATE_UNSPECIFIED
        || change.getState() == ConnectionState.UNRECOGNIZED) {
      throw new UnprocessableEvent("unknown_state", "The connection state is unknown here");
    }
    var showsQr = change.getState() == ConnectionState.QR && !change.getQr().isEmpty();
    jdbc.sql(CONNECTION)
        .param("state", column(change.getState()))
        .param("reason", change.getReason())
        .param("connection", change.getConnection())
        .param("attempts", change.getAttempts())
        .param(
            "ended",
            change.getDesired() == DesiredState.STOPPED
                || change.getDesired() == DesiredState.DESIRED_LOGGED_OUT)
        .param("jid", change.getJid())
        .param("lid", change.getLid())
        .param("pushName", change.getPushName())
        .param("qr", showsQr ? change.getQr() : null)
        .param("qrExpiresAt", showsQr ? time(change.getQrExpiresAtMs()) : null)
        .param("until", change.getUntilMs() > 0 ? time(change.getUntilMs()) : null)
        .param("at", time(event.getOccurredAtMs()))
        .param("epoch", event.getEpoch())
        .param("sequence", event.getSequence())
        .param("id", session)
        .update();
  }

  /// A session that shows a code is here like one that shows a QR, without the QR; one that waits
  /// for a passkey like one that is being paired.
  private static String column(ConnectionState state) {
    return switch (state) {
      case CODE -> ConnectionState.QR.name();
      case PASSKEY, PASSKEY_CONFIRM -> ConnectionState.PAIRING.name();
      default -> state.name();
    };
  }

  private static void health(
      JdbcClient jdbc, UUID session, Event event, AccountHealthChanged change) {
    jdbc.sql(HEALTH)
        .param("state", change.getState())
        .param("reason", change.getReason())
        .param("until", change.getUntilMs() > 0 ? time(change.getUntilMs()) : null)
        .param("epoch", event.getEpoch())
        .param("sequence", event.getSequence())
        .param("id", session)
        .update();
  }

  private static void deleted(JdbcClient jdbc, UUID session, Event event) {
    jdbc.sql(DELETED)
        .param("epoch", event.getEpoch())
        .param("sequence", event.getSequence())
        .param("at", time(event.getOccurredAtMs()))
        .param("id", session)
        .update();
  }

  private static Object[] status(UUID session, MessageStatusChanged change) {
    var failed = change.getStatus() == MessageStatus.FAILED;
    return new Object[] {
      session,
      change.getWhatsappId(),
      slug(change.getStatus()),
      failed ? errorCode(change) : null,
      failed ? storable(change.getError()) : null,
      name(change.getParticipant()),
      time(change.getAtMs())
    };
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT2M")
  void forgetOld() {
    jobs.run(jdbc -> jdbc.sql(FORGET).param(Timestamp.from(clock.instant().minus(KEPT))).update());
  }

  private static String errorCode(MessageStatusChanged change) {
    return change.getErrorCode().isEmpty() ? "unknown" : change.getErrorCode();
  }

  private static String slug(MessageStatus status) {
    return switch (status) {
      case PENDING, SENT, DELIVERED, READ, PLAYED, FAILED -> status.name().toLowerCase(Locale.ROOT);
      case MESSAGE_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw new UnprocessableEvent("unknown_status", "The message status is unknown here");
    };
  }

  /// The name that callers know a user by: the phone number's JID where it is known.
  static String name(Address address) {
    return !address.getPn().isEmpty()
        ? address.getPn()
        : !address.getLid().isEmpty() ? address.getLid() : address.getOther();
  }

  /// PostgreSQL cannot store NUL.
  static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  private static Timestamp time(long unixMs) {
    return Timestamp.from(Instant.ofEpochMilli(unixMs));
  }

  private static UUID uuid(String text, String field) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new UnprocessableEvent("malformed", "Expected a UUID in " + field);
    }
  }
}
