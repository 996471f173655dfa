package io.trunkline.api.message;

import io.trunkline.contract.tracing.TraceParent;
import io.trunkline.proto.content.OutgoingMessage;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A message that is about to be accepted: every input of its plaintext is fixed.
///
/// @param expiresAt end of the message lifetime, where the connection has none of its own
public record Draft(
    UUID id,
    UUID connection,
    Recipient to,
    OutgoingMessage outgoing,
    Instant acceptedAt,
    Instant expiresAt) {
  private static final String ACCEPT =
      """
      WITH accepted AS (
        INSERT INTO messages (id, tenant_id, session_id, direction, whatsapp_id, chat, number,
                              kind, body, status, outgoing, request_id, traceparent, accepted_at,
                              occurred_at, expires_at)
        VALUES (:id, :tenant, :session, 'out', :whatsappId, :chat, :number, :kind,
                :body, 'pending', :outgoing, :request, nullif(:traceparent, ''), :now, :now,
                coalesce((SELECT cast(:now AS timestamptz) + make_interval(secs => message_lifetime)
                          FROM connection_settings WHERE session_id = :session),
                         cast(:expires AS timestamptz)))
        RETURNING tenant_id, id, accepted_at)
      INSERT INTO message_statuses (tenant_id, message_id, status, at)
      SELECT tenant_id, id, 'pending', accepted_at FROM accepted
      """;

  /// Accepts it with the transaction that `jdbc` is in; the outbox sends it from then on.
  public void insert(JdbcClient jdbc, UUID tenant, String requestId) {
    jdbc.sql(ACCEPT)
        .param("id", id)
        .param("tenant", tenant)
        .param("session", connection)
        .param("whatsappId", outgoing.getWhatsappId())
        .param("chat", outgoing.getTo())
        .param("number", to.number().orElse(null), java.sql.Types.VARCHAR)
        .param("kind", ContentWords.kind(outgoing.getContent()))
        .param("body", words().orElse(null), java.sql.Types.VARCHAR)
        .param("outgoing", outgoing.toByteArray())
        .param("request", requestId, java.sql.Types.VARCHAR)
        .param("traceparent", TraceParent.current())
        .param("now", Timestamp.from(acceptedAt))
        .param("expires", Timestamp.from(expiresAt))
        .update();
  }

  private Optional<String> words() {
    return ContentWords.words(outgoing.getContent());
  }

  /// How it stands with that status.
  Message as(MessageStatus status, Optional<Message.Reason> failure) {
    return new Message(
        id,
        connection,
        0,
        Message.Direction.OUT,
        outgoing.getWhatsappId(),
        outgoing.getTo(),
        Optional.empty(),
        to.number(),
        ContentWords.kind(outgoing.getContent()),
        words(),
        status,
        failure,
        acceptedAt,
        acceptedAt,
        Message.Details.of(outgoing.getContent()),
        List.of());
  }
}
