package io.trunkline.api.message;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.message.Message.Direction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads the messages of one session's chats, as its users see them. No worker is asked.
@Service
public class ChatMessages {
  private static final String ONE =
      MessageHistory.COLUMNS
          + """
             AND session_id = :session AND whatsapp_id = :id
             AND (cast(:chat AS text) IS NULL OR chat = :chat OR chat_alias = :chat)
             AND (cast(:direction AS text) IS NULL OR direction = :direction)
            ORDER BY seq DESC LIMIT 1
            """;
  private static final String LINES =
      MessageHistory.COLUMNS
          + """
             AND session_id = :session
             AND (cast(:chat AS text) IS NULL OR chat = :chat OR chat_alias = :chat)
             AND (cast(:direction AS text) IS NULL OR direction = :direction)
             AND (cast(:since AS timestamptz) IS NULL OR occurred_at >= :since)
             AND (cast(:words AS text) IS NULL OR body ILIKE :words)
             AND (cast(:before AS text) IS NULL OR (occurred_at, seq) < (
               SELECT m.occurred_at, m.seq FROM messages m
               WHERE m.session_id = :session AND m.whatsapp_id = :before
               ORDER BY m.seq DESC LIMIT 1))
            """
          + MessageHistory.SHOWN
          + " ORDER BY occurred_at DESC, seq DESC LIMIT :limit OFFSET :offset";
  private static final String OLDEST =
      MessageHistory.COLUMNS
          + """
             AND session_id = :session AND (chat = :chat OR chat_alias = :chat)
            ORDER BY occurred_at, seq LIMIT 1
            """;
  private static final String ADDITIONS =
      """
      SELECT kind, sender, choices, at FROM message_additions
      WHERE tenant_id = :tenant AND session_id = :session AND whatsapp_id = :id
        AND cardinality(choices) > 0
      ORDER BY at, sender
      """;

  private static final String REACTIONS =
      """
      SELECT whatsapp_id, kind, sender, choices, at FROM message_additions
      WHERE tenant_id = :tenant AND session_id = :session AND whatsapp_id = ANY(:ids)
        AND kind = 'reaction' AND cardinality(choices) > 0
      ORDER BY at, sender
      """;

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;
  private final MessageHistory history;

  ChatMessages(JdbcClient jdbc, TenantTransactions transactions, MessageHistory history) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.history = history;
  }

  /// Which lines are wanted; an absent part does not filter.
  ///
  /// @param chat any name of the chat
  /// @param since WhatsApp's time, inclusive
  /// @param words part of the text, in any case
  /// @param before WhatsApp's id of a message: only older ones
  public record Lines(
      Optional<String> chat,
      Optional<Direction> direction,
      Optional<Instant> since,
      Optional<String> words,
      Optional<String> before) {
    public static Lines of(String chat) {
      return new Lines(
          Optional.of(chat),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    public Lines from(Direction side) {
      return new Lines(chat, Optional.of(side), since, words, before);
    }
  }

  /// What a user added to a message.
  ///
  /// @param kind `reaction`, `poll_vote` or `event_response`
  /// @param sender JID
  /// @param choices the emoji; SHA-256 of each chosen option in hex; the response
  public record Addition(String kind, String sender, List<String> choices, Instant at) {}

  /// @param chat any name of the chat; absent: of any
  /// @param whatsappId WhatsApp's id of the message
  public Optional<Message> find(
      UUID tenant,
      UUID session,
      Optional<String> chat,
      String whatsappId,
      Optional<Direction> direction) {
    return transactions.in(
        tenant,
        () ->
            history
                .withHistory(
                    tenant,
                    jdbc.sql(ONE)
                        .param("tenant", tenant)
                        .param("session", session)
                        .param("id", whatsappId)
                        .param("chat", chat.orElse(null), Types.VARCHAR)
                        .param("direction", slug(direction), Types.VARCHAR)
                        .query((row, _) -> MessageHistory.message(row))
                        .list())
                .stream()
                .findFirst());
  }

  /// The newest lines, oldest of them first.
  public List<Message> lines(UUID tenant, UUID session, Lines wanted, int limit, int offset) {
    return transactions.in(
        tenant,
        () -> {
          var found =
              jdbc.sql(LINES)
                  .param("tenant", tenant)
                  .param("session", session)
                  .param("chat", wanted.chat().orElse(null), Types.VARCHAR)
                  .param("direction", slug(wanted.direction()), Types.VARCHAR)
                  .param("since", wanted.since().map(Timestamp::from).orElse(null), Types.TIMESTAMP)
                  .param(
                      "words", wanted.words().map(ChatMessages::part).orElse(null), Types.VARCHAR)
                  .param("before", wanted.before().orElse(null), Types.VARCHAR)
                  .param("limit", limit)
                  .param("offset", offset)
                  .query((row, _) -> MessageHistory.message(row))
                  .list();
          Collections.reverse(found);
          return history.withHistory(tenant, found);
        });
  }

  /// @param chat any name of the chat
  public Optional<Message> oldest(UUID tenant, UUID session, String chat) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(OLDEST)
                .param("tenant", tenant)
                .param("session", session)
                .param("chat", chat)
                .query((row, _) -> MessageHistory.message(row))
                .optional());
  }

  /// What users added to the message, in the order of time.
  public List<Addition> additions(UUID tenant, UUID session, String whatsappId) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(ADDITIONS)
                .param("tenant", tenant)
                .param("session", session)
                .param("id", whatsappId)
                .query((row, _) -> addition(row))
                .list());
  }

  /// The reactions of each of these messages that has any, by WhatsApp's id, in the order of time.
  public Map<String, List<Addition>> reactions(
      UUID tenant, UUID session, Collection<String> whatsappIds) {
    var found = new HashMap<String, List<Addition>>();
    transactions.run(
        tenant,
        () ->
            jdbc.sql(REACTIONS)
                .param("tenant", tenant)
                .param("session", session)
                .param("ids", whatsappIds.toArray(String[]::new))
                .query(
                    row -> {
                      found
                          .computeIfAbsent(row.getString("whatsapp_id"), _ -> new ArrayList<>())
                          .add(addition(row));
                    }));
    return found;
  }

  private static Addition addition(ResultSet row) throws SQLException {
    return new Addition(
        row.getString("kind"),
        row.getString("sender"),
        List.of((String[]) row.getArray("choices").getArray()),
        row.getTimestamp("at").toInstant());
  }

  private static String slug(Optional<Direction> direction) {
    return direction.map(side -> side.name().toLowerCase(Locale.ROOT)).orElse(null);
  }

  private static String part(String words) {
    return "%" + MessageHistory.escaped(words) + "%";
  }
}
