package io.trunkline.api.message;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.api.message.Message.Reason;
import io.trunkline.api.message.Message.Step;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.OutgoingMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads stored messages. PostgreSQL answers all of it; no worker is asked.
@Service
public class MessageHistory {
  static final String COLUMNS =
      """
      SELECT id, session_id, seq, direction, whatsapp_id, chat, sender, number, kind, body, status,
             error_code, error, accepted_at, occurred_at, push_name, starred, content, outgoing,
             edited_at IS NOT NULL AS edited, revoked_at IS NOT NULL AS revoked,
             EXISTS (
               SELECT FROM message_additions a
               WHERE a.session_id = messages.session_id AND a.whatsapp_id = messages.whatsapp_id
                 AND a.kind = 'reaction' AND cardinality(a.choices) > 0) AS has_reaction
      FROM messages WHERE tenant_id = :tenant
      """;

  /// Lines of the chat, not changes of other lines.
  static final String SHOWN =
      """
       AND NOT hidden
       AND kind NOT IN ('reaction', 'edit', 'revoke', 'pin', 'keep', 'poll_vote',
                        'event_response', 'encrypted', 'ephemeral_setting', 'placeholder',
                        'device_message')
      """;
  private static final String LATEST =
      "SELECT latest.* FROM unnest(cast(:chats AS text[])) AS wanted (jid) CROSS JOIN LATERAL ("
          + COLUMNS
          + " AND session_id = :session AND chat = wanted.jid"
          + SHOWN
          + """
            ORDER BY occurred_at DESC, seq DESC LIMIT 1) latest
            """;
  private static final String COUNT = "SELECT count(*) FROM messages WHERE tenant_id = :tenant";
  // Pending is told by our clock, the others by WhatsApp in whole seconds, so it may seem later.
  private static final String STEPS =
      """
      SELECT message_id, status, participant, at FROM message_statuses
      WHERE tenant_id = :tenant AND message_id IN (:ids)
      ORDER BY status <> 'pending', at, array_position(
        ARRAY['received', 'pending', 'sent', 'delivered', 'read', 'played', 'failed'], status)
      """;
  private static final String COUNTS =
      """
      SELECT count(*) AS total,
             count(*) FILTER (WHERE status IN ('sent', 'delivered', 'read', 'played')) AS sent,
             count(*) FILTER (WHERE status IN ('delivered', 'read', 'played')) AS delivered,
             count(*) FILTER (WHERE status IN ('read', 'played')) AS read,
             count(*) FILTER (WHERE status = 'failed') AS failed,
             count(*) FILTER (WHERE accepted_at > :yesterday) AS last24h
      FROM messages WHERE tenant_id = :tenant AND direction = 'out' AND NOT past
      """;
  private static final String USAGE =
      """
      SELECT count(*) FILTER (WHERE direction = 'out') AS sent,
             count(*) FILTER (WHERE direction = 'in') AS received
      FROM messages WHERE tenant_id = :tenant AND accepted_at >= :since AND NOT past
      """;

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;
  private final Clock clock;

  MessageHistory(JdbcClient jdbc, TenantTransactions transactions, Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @param next where the following page begins; empty on the last
  public record Page(List<Message> messages, OptionalLong next) {}

  /// @param total how many there are on all pages together
  public record Numbered(List<Message> messages, long total) {}

  /// Counts of messages that we sent; each status counts those that came further as well.
  public record Counts(
      long total, long sent, long delivered, long read, long failed, long last24h) {}

  public record Usage(long sent, long received) {}

  /// @throws Failure `MESSAGE_NOT_FOUND`, also for another tenant's
  public Message get(UUID tenant, UUID id) {
    return transactions.in(
        tenant,
        () -> {
          var found =
              jdbc.sql(COLUMNS + " AND id = :id")
                  .param("tenant", tenant)
                  .param("id", id)
                  .query((row, _) -> message(row))
                  .list();
          if (found.isEmpty()) {
            throw new Failure(Problem.MESSAGE_NOT_FOUND, "Message not found");
          }
          return withHistory(tenant, found).getFirst();
        });
  }

  /// The newest shown message of each chat, by the chat's JID; none where there is none.
  public Map<String, Message> latest(UUID tenant, UUID session, Collection<String> chats) {
    return transactions.in(
        tenant,
        () ->
            withHistory(
                    tenant,
                    jdbc.sql(LATEST)
                        .param("tenant", tenant)
                        .param("session", session)
                        .param("chats", chats.toArray(String[]::new))
                        .query((row, _) -> message(row))
                        .list())
                .stream()
                .collect(Collectors.toMap(Message::chat, Function.identity())));
  }

  /// Newest first. The account's past is shown only with its chat.
  ///
  /// @param before only messages of a lower sequence
  /// @param limit 1 to 200
  public Page list(UUID tenant, MessageFilter filter, OptionalLong before, int limit) {
    var sql = new StringBuilder(COLUMNS);
    Map<String, Object> params = new HashMap<>();
    params.put("tenant", tenant);
    before.ifPresent(sequence -> add(sql, params, " AND seq < :before", "before", sequence));
    sql.append(clauses(filter, params)).append(" ORDER BY seq DESC LIMIT :limit");
    params.put("limit", limit + 1);
    return transactions.in(
        tenant,
        () -> {
          var found =
              jdbc.sql(sql.toString()).params(params).query((row, _) -> message(row)).list();
          var more = found.size() > limit;
          var page = withHistory(tenant, more ? found.subList(0, limit) : found);
          return new Page(
              page, more ? OptionalLong.of(page.getLast().sequence()) : OptionalLong.empty());
        });
  }

  /// Newest first, without the history of each. The account's past is shown only with its chat.
  ///
  /// @param limit 1 to 200
  /// @param offset how many are passed over
  public Numbered page(UUID tenant, MessageFilter filter, int limit, long offset) {
    Map<String, Object> params = new HashMap<>();
    params.put("tenant", tenant);
    var clauses = clauses(filter, params);
    params.put("limit", limit);
    params.put("offset", offset);
    return transactions.in(
        tenant,
        () ->
            new Numbered(
                jdbc.sql(COLUMNS + clauses + " ORDER BY seq DESC LIMIT :limit OFFSET :offset")
                    .params(params)
                    .query((row, _) -> message(row))
                    .list(),
                jdbc.sql(COUNT + clauses).params(params).query(Long.class).single()));
  }

  /// The filter as SQL, its values added to `params`.
  private static String clauses(MessageFilter filter, Map<String, Object> params) {
    var sql = new StringBuilder();
    filter
        .connection()
        .ifPresent(id -> add(sql, params, " AND session_id = :session", "session", id));
    filter
        .chat()
        .ifPresent(
            chat -> {
              // A number's messages are those of its JID, by which there is an index.
              var jid = chat.startsWith("+") ? chat.substring(1) + "@s.whatsapp.net" : chat;
              var clause =
                  jid.endsWith("@lid")
                      ? " AND (chat = :chat OR chat_alias = :chat)"
                      : " AND chat = :chat";
              add(sql, params, clause, "chat", jid);
            });
    if (filter.chat().isEmpty()) {
      sql.append(" AND NOT past");
    }
    filter
        .direction()
        .ifPresent(
            direction ->
                add(
                    sql,
                    params,
                    " AND direction = :direction",
                    "direction",
                    direction.name().toLowerCase(Locale.ROOT)));
    filter
        .status()
        .ifPresent(status -> add(sql, params, " AND status = :status", "status", status.slug()));
    filter.kind().ifPresent(kind -> add(sql, params, " AND kind = :kind", "kind", kind));
    filter
        .text()
        .ifPresent(
            text -> add(sql, params, " AND body ILIKE :text", "text", "%" + escaped(text) + "%"));
    filter
        .from()
        .ifPresent(
            from -> add(sql, params, " AND accepted_at >= :from", "from", Timestamp.from(from)));
    filter
        .to()
        .ifPresent(to -> add(sql, params, " AND accepted_at < :to", "to", Timestamp.from(to)));
    return sql.toString();
  }

  public Counts count(UUID tenant) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(COUNTS)
                .param("tenant", tenant)
                .param("yesterday", Timestamp.from(clock.instant().minus(Duration.ofDays(1))))
                .query(
                    (row, _) ->
                        new Counts(
                            row.getLong("total"),
                            row.getLong("sent"),
                            row.getLong("delivered"),
                            row.getLong("read"),
                            row.getLong("failed"),
                            row.getLong("last24h")))
                .single());
  }

  public Usage usage(UUID tenant, java.time.Instant since) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(USAGE)
                .param("tenant", tenant)
                .param("since", Timestamp.from(since))
                .query((row, _) -> new Usage(row.getLong("sent"), row.getLong("received")))
                .single());
  }

  List<Message> withHistory(UUID tenant, List<Message> messages) {
    if (messages.isEmpty()) {
      return messages;
    }
    Map<UUID, List<Step>> steps = new HashMap<>();
    jdbc.sql(STEPS)
        .param("tenant", tenant)
        .param("ids", messages.stream().map(Message::id).toList())
        .query(
            row -> {
              var participant = row.getString("participant");
              steps
                  .computeIfAbsent(row.getObject("message_id", UUID.class), _ -> new ArrayList<>())
                  .add(
                      new Step(
                          MessageStatus.ofSlug(row.getString("status")),
                          row.getTimestamp("at").toInstant(),
                          participant.isEmpty() ? Optional.empty() : Optional.of(participant)));
            });
    return messages.stream()
        .map(message -> message.with(steps.getOrDefault(message.id(), List.of())))
        .toList();
  }

  static Message message(ResultSet row) throws SQLException {
    var errorCode = row.getString("error_code");
    var error = row.getString("error");
    return new Message(
        row.getObject("id", UUID.class),
        row.getObject("session_id", UUID.class),
        row.getLong("seq"),
        Direction.valueOf(row.getString("direction").toUpperCase(Locale.ROOT)),
        row.getString("whatsapp_id"),
        row.getString("chat"),
        Optional.ofNullable(row.getString("sender")),
        Optional.ofNullable(row.getString("number")),
        row.getString("kind"),
        Optional.ofNullable(row.getString("body")),
        MessageStatus.ofSlug(row.getString("status")),
        errorCode == null
            ? Optional.empty()
            : Optional.of(new Reason(errorCode, error == null ? "" : error)),
        row.getTimestamp("accepted_at").toInstant(),
        row.getTimestamp("occurred_at").toInstant(),
        new Message.Details(
            content(row),
            Optional.ofNullable(row.getString("push_name")),
            row.getBoolean("starred"),
            row.getBoolean("edited"),
            row.getBoolean("revoked"),
            row.getBoolean("has_reaction")),
        List.of());
  }

  private static Content content(ResultSet row) throws SQLException {
    try {
      var outgoing = row.getBytes("outgoing");
      if (outgoing != null) {
        return OutgoingMessage.parseFrom(outgoing).getContent();
      }
      var content = row.getBytes("content");
      return content == null ? Content.getDefaultInstance() : Content.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected a Content in message " + row.getString("id"), e);
    }
  }

  private static void add(
      StringBuilder sql, Map<String, Object> params, String clause, String name, Object value) {
    sql.append(clause);
    params.put(name, value);
  }

  /// The text itself, not a pattern.
  static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
