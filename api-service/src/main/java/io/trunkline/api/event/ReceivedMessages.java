package io.trunkline.api.event;

import io.trunkline.api.message.ContentWords;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.PastMessage;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rows of messages that this service did not send: live ones and those of the account's past. One
/// that is known already, from whichever of the two, is not stored again.
final class ReceivedMessages {
  private static final String INSERT =
      """
      WITH given (id, tenant_id, session_id, direction, whatsapp_id, chat, chat_alias, sender,
                  senders, push_name, number, kind, body, content, status, accepted_at,
                  occurred_at, past) AS (
        VALUES (?::uuid, ?::uuid, ?::uuid, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?::text[],
                nullif(?, ''), ?::text, ?, ?::text, ?::bytea, ?, ?::timestamptz, ?::timestamptz,
                ?::boolean)),
      stored AS (
        INSERT INTO messages (id, tenant_id, session_id, direction, whatsapp_id, chat, chat_alias,
                              sender, push_name, number, kind, body, content, status, error_code,
                              error, accepted_at, occurred_at, past)
        SELECT id, tenant_id, session_id, direction, whatsapp_id, chat, chat_alias, sender,
               push_name, number, kind, body, content, status,
               CASE status WHEN 'failed' THEN 'unknown' END,
               CASE status WHEN 'failed' THEN 'The phone says so' END,
               accepted_at, occurred_at, past
        FROM given g
        WHERE NOT EXISTS (
          SELECT FROM messages m
          WHERE m.session_id = g.session_id AND m.whatsapp_id = g.whatsapp_id
            AND m.direction = g.direction
            AND (g.direction = 'out' OR m.sender IS NULL OR m.sender = ANY(g.senders)))
        RETURNING tenant_id, id, status, occurred_at)
      INSERT INTO message_statuses (tenant_id, message_id, status, at)
      SELECT tenant_id, id, status, occurred_at FROM stored
      """;
  private static final int[] TYPES = {
    Types.OTHER, Types.OTHER, Types.OTHER, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR,
    Types.VARCHAR, Types.VARCHAR, Types.ARRAY, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR,
    Types.VARCHAR, Types.BINARY, Types.VARCHAR, Types.TIMESTAMP, Types.TIMESTAMP, Types.BOOLEAN
  };

  private final Clock clock;

  ReceivedMessages(Clock clock) {
    this.clock = clock;
  }

  /// @return WhatsApp's time of the message
  /// @throws UnprocessableEvent where chat or id are missing
  Timestamp live(JdbcClient jdbc, UUID tenant, UUID session, Event event, MessageReceived message) {
    var chat = ChatName.of(message.getChat());
    if (chat.jid().isEmpty() || message.getWhatsappId().isEmpty()) {
      throw new UnprocessableEvent("incomplete_message", "A message needs a chat and an id");
    }
    var at =
        message.getTimestamp() > 0
            ? Timestamp.from(Instant.ofEpochSecond(message.getTimestamp()))
            : Timestamp.from(Instant.ofEpochMilli(event.getOccurredAtMs()));
    var row =
        row(
            tenant,
            session,
            message.getFromMe(),
            message.getWhatsappId(),
            chat,
            ChatName.of(message.getSender()),
            message.getPushName(),
            message.getContent(),
            message.getFromMe() ? "sent" : "received",
            at,
            false);
    var statement = jdbc.sql(INSERT);
    for (int i = 0; i < row.length; i++) {
      statement = statement.param(i + 1, row[i], TYPES[i]);
    }
    statement.update();
    return at;
  }

  /// Lines of the system have no content and are left out.
  void past(JdbcTemplate batches, UUID tenant, UUID session, HistoryReceived history) {
    List<Object[]> rows = new ArrayList<>();
    for (var message : history.getMessagesList()) {
      var chat = ChatName.of(message.getChat());
      if (message.hasContent() && chat.isStorable() && !message.getWhatsappId().isEmpty()) {
        rows.add(
            row(
                tenant,
                session,
                message.getFromMe(),
                message.getWhatsappId(),
                chat,
                message.getFromMe() ? new ChatName("", "") : ChatName.of(author(message)),
                message.getPushName(),
                message.getContent(),
                message.getFromMe() ? status(message.getStatus()) : "received",
                Timestamp.from(Instant.ofEpochSecond(message.getTimestamp())),
                true));
      }
    }
    if (!rows.isEmpty()) {
      batches.batchUpdate(INSERT, rows, TYPES);
    }
  }

  private static io.trunkline.proto.event.Address author(PastMessage message) {
    return message.hasSender() ? message.getSender() : message.getChat();
  }

  private static String status(String told) {
    return switch (told) {
      case "error" -> "failed";
      case "delivery_ack" -> "delivered";
      case "read", "played" -> told;
      default -> "sent";
    };
  }

  private Object[] row(
      UUID tenant,
      UUID session,
      boolean fromMe,
      String whatsappId,
      ChatName chat,
      ChatName sender,
      String pushName,
      Content content,
      String status,
      Timestamp at,
      boolean isPast) {
    return new Object[] {
      UUID.randomUUID(),
      tenant,
      session,
      fromMe ? "out" : "in",
      EventStore.storable(whatsappId),
      chat.jid(),
      chat.alias(),
      sender.jid(),
      sender.names(),
      EventStore.storable(pushName),
      chat.number(),
      ContentWords.kind(content),
      ContentWords.words(content).map(EventStore::storable).orElse(null),
      content.toByteArray(),
      status,
      Timestamp.from(clock.instant()),
      at,
      isPast
    };
  }
}
