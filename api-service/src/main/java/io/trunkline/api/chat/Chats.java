package io.trunkline.api.chat;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.message.MessageHistory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads chats and labels.
@Service
public class Chats {
  private static final String COLUMNS =
      """
      SELECT session_id, jid, alias, name, unread_count, marked_unread, archived, pinned, locked,
             CASE WHEN muted_until = 'infinity' THEN NULL ELSE muted_until END AS muted_until,
             muted_until = 'infinity' AS muted_for_ever, last_activity_at
      FROM chats
      WHERE tenant_id = :tenant AND session_id = :session AND NOT deleted
      """;
  private static final String LIST =
      COLUMNS
          + """
             AND (NOT :unreadOnly OR unread_count > 0 OR marked_unread)
             AND (cast(:label AS text) IS NULL OR EXISTS (
               SELECT FROM label_members l
               WHERE l.session_id = chats.session_id AND l.jid = chats.jid
                 AND l.label_id = :label AND l.whatsapp_id = '' AND l.labeled))
            ORDER BY pinned DESC, last_activity_at DESC NULLS LAST, jid
            LIMIT :limit OFFSET :offset
            """;
  private static final String LABELS =
      """
      SELECT id, name, color FROM labels l
      WHERE tenant_id = :tenant AND session_id = :session AND NOT deleted
        AND (cast(:jid AS text) IS NULL OR EXISTS (
          SELECT FROM label_members m
          WHERE m.session_id = l.session_id AND m.label_id = l.id AND m.jid = :jid
            AND m.whatsapp_id = '' AND m.labeled))
      ORDER BY length(id), id
      """;

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;
  private final MessageHistory messages;

  Chats(JdbcClient jdbc, TenantTransactions transactions, MessageHistory messages) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.messages = messages;
  }

  /// Which chats a list shows.
  ///
  /// @param label id of a label that they must have
  public record Filter(boolean unreadOnly, Optional<String> label) {
    public static final Filter ALL = new Filter(false, Optional.empty());
  }

  /// Pinned ones first, then those that were active last.
  ///
  /// @param limit 1 to [Integer#MAX_VALUE]
  public List<Chat> list(UUID tenant, UUID session, Filter filter, int limit, int offset) {
    return withMessages(
        tenant,
        session,
        transactions.in(
            tenant,
            () ->
                jdbc.sql(LIST)
                    .param("tenant", tenant)
                    .param("session", session)
                    .param("unreadOnly", filter.unreadOnly())
                    .param("label", filter.label().orElse(null), java.sql.Types.VARCHAR)
                    .param("limit", limit)
                    .param("offset", offset)
                    .query((row, _) -> chat(row))
                    .list()));
  }

  /// @param jid any name of the chat
  public Optional<Chat> find(UUID tenant, UUID session, String jid) {
    var found =
        transactions.in(
            tenant,
            () ->
                jdbc.sql(COLUMNS + " AND (jid = :jid OR alias = :jid) LIMIT 1")
                    .param("tenant", tenant)
                    .param("session", session)
                    .param("jid", jid)
                    .query((row, _) -> chat(row))
                    .list());
    return withMessages(tenant, session, found).stream().findFirst();
  }

  public List<Label> labels(UUID tenant, UUID session) {
    return labels(tenant, session, Optional.empty());
  }

  /// @param jid of a chat as its row has it; absent: all labels of the session
  public List<Label> labels(UUID tenant, UUID session, Optional<String> jid) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(LABELS)
                .param("tenant", tenant)
                .param("session", session)
                .param("jid", jid.orElse(null), java.sql.Types.VARCHAR)
                .query(
                    (row, _) ->
                        new Label(row.getString("id"), row.getString("name"), row.getInt("color")))
                .list());
  }

  private List<Chat> withMessages(UUID tenant, UUID session, List<Chat> chats) {
    var latest = messages.latest(tenant, session, chats.stream().map(Chat::jid).toList());
    return chats.stream()
        .map(chat -> chat.with(Optional.ofNullable(latest.get(chat.jid()))))
        .toList();
  }

  private static Chat chat(ResultSet row) throws SQLException {
    return new Chat(
        row.getObject("session_id", UUID.class),
        row.getString("jid"),
        Optional.ofNullable(row.getString("alias")),
        Optional.ofNullable(row.getString("name")),
        row.getInt("unread_count"),
        row.getBoolean("marked_unread"),
        row.getBoolean("archived"),
        row.getBoolean("pinned"),
        row.getBoolean("locked"),
        row.getBoolean("muted_for_ever") ? Optional.of(Instant.MAX) : instant(row, "muted_until"),
        instant(row, "last_activity_at"),
        Optional.empty());
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
