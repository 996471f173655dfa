package io.trunkline.api.paced;

import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What became of messages, told to the notifications that they were. A status only rises; a
/// message that could not leave within its lifetime leaves its notification waiting again.
public final class MessageFates {
  private static final String FOLLOW =
      """
      UPDATE notifications n SET
        status = CASE WHEN again THEN 'pending' ELSE f.status END,
        error = CASE WHEN f.status = 'failed' AND NOT again THEN f.error END,
        message_id = CASE WHEN again THEN NULL ELSE f.id END,
        released_at = CASE WHEN again THEN NULL ELSE released_at END,
        sent_at = f.sent_at, delivered_at = f.delivered_at, read_at = f.read_at
      FROM (
        SELECT w.id AS waiting, m.id, m.error_code, coalesce(nullif(m.error, ''), m.error_code) AS error,
          CASE m.status WHEN 'played' THEN 'read' ELSE m.status END AS status,
          m.error_code = 'expired' AND w.released_at IS NOT NULL AS expired,
          s.sent_at, s.delivered_at, s.read_at
        FROM notifications w JOIN messages m ON m.id = w.message_id
        CROSS JOIN LATERAL (
          SELECT min(at) FILTER (WHERE status IN ('sent', 'delivered', 'read', 'played')) AS sent_at,
                 min(at) FILTER (WHERE status IN ('delivered', 'read', 'played')) AS delivered_at,
                 min(at) FILTER (WHERE status IN ('read', 'played')) AS read_at
          FROM message_statuses WHERE message_id = m.id) s
        WHERE %s) f
      CROSS JOIN LATERAL (SELECT coalesce(f.expired, false) AS again) a
      WHERE n.id = f.waiting AND CASE f.status
        WHEN 'failed' THEN n.status = 'pending'
        ELSE array_position(ARRAY['pending', 'sent', 'delivered', 'read'], n.status)
           < array_position(ARRAY['pending', 'sent', 'delivered', 'read'], f.status)
        END
      """;
  private static final String TOLD =
      FOLLOW.formatted(
          "m.session_id = ANY(:sessions::uuid[]) AND m.whatsapp_id = ANY(:ids::text[])"
              + " AND m.outgoing IS NOT NULL");
  private static final String UNTOLD =
      FOLLOW.formatted(
          "w.status = 'pending' AND w.message_id IS NOT NULL AND m.status <> 'pending'");

  private MessageFates() {}

  /// After statuses of these messages were stored, in the same transaction.
  public static void follow(
      JdbcClient jdbc, Collection<UUID> sessions, Collection<String> whatsappIds) {
    jdbc.sql(TOLD)
        .param("sessions", sessions.stream().map(UUID::toString).toArray(String[]::new))
        .param("ids", whatsappIds.toArray(String[]::new))
        .update();
  }

  /// What ended without an event: a message's lifetime.
  static void catchUp(JdbcClient jdbc) {
    jdbc.sql(UNTOLD).update();
  }
}
