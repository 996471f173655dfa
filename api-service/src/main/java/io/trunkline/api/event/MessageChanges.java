package io.trunkline.api.event;

import com.google.protobuf.ByteString;
import io.trunkline.api.message.ContentWords;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.MessageReceived;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a message does to another one: edits and deletes it, or adds a reaction, a vote or a
/// response to it. Of several the newest by the sender's clock stays, in whatever order they come.
///
/// An edit counts where it comes from the message's author, a deletion also from others in groups,
/// whose admins may.
final class MessageChanges {
  private static final int MAX_NAME = 255;

  private static final String EDIT =
      """
      UPDATE messages SET body = :body, edited_at = :at
      WHERE session_id = :session AND whatsapp_id = :target
        AND (direction = 'out') = :own AND (:own OR sender = ANY(:senders::text[]))
        AND revoked_at IS NULL AND (edited_at IS NULL OR edited_at < :at)
      """;
  private static final String REVOKE =
      """
      UPDATE messages SET body = NULL, revoked_at = :at
      WHERE session_id = :session AND whatsapp_id = :target AND revoked_at IS NULL
        AND ((direction = 'out') = :own AND (:own OR sender = ANY(:senders::text[]))
             OR chat LIKE '%@g.us')
      """;
  private static final String ADD =
      """
      INSERT INTO message_additions (tenant_id, session_id, whatsapp_id, kind, sender, choices, at)
      VALUES (:tenant, :session, :target, :kind, :sender, :choices::text[], :at)
      ON CONFLICT (session_id, whatsapp_id, kind, sender) DO UPDATE
      SET choices = excluded.choices, at = excluded.at
      WHERE message_additions.at <= excluded.at
      """;

  private MessageChanges() {}

  /// @param receivedAt where the sender told no time
  static void apply(
      JdbcClient jdbc, UUID tenant, UUID session, MessageReceived message, Timestamp receivedAt) {
    var content = message.getContent();
    switch (content.getKindCase()) {
      case EDIT -> {
        var edit = content.getEdit();
        change(jdbc, EDIT, session, message, edit.getTarget(), at(edit.getAtMs(), receivedAt))
            .param(
                "body",
                ContentWords.words(edit.getContent()).map(EventStore::storable).orElse(null),
                java.sql.Types.VARCHAR)
            .update();
      }
      case REVOKE ->
          change(jdbc, REVOKE, session, message, content.getRevoke().getTarget(), receivedAt)
              .update();
      case REACTION, POLL_VOTE, EVENT_RESPONSE -> add(jdbc, tenant, session, message, receivedAt);
      default -> {}
    }
  }

  private static JdbcClient.StatementSpec change(
      JdbcClient jdbc,
      String sql,
      UUID session,
      MessageReceived message,
      MessageKey target,
      Timestamp at) {
    return jdbc.sql(sql)
        .param("session", session)
        .param("target", EventStore.storable(target.getWhatsappId()))
        .param("own", message.getFromMe())
        .param("senders", names(message.getSender()))
        .param("at", at);
  }

  private static void add(
      JdbcClient jdbc, UUID tenant, UUID session, MessageReceived message, Timestamp receivedAt) {
    var addition = addition(message.getContent());
    var sender = EventStore.name(message.getSender());
    var target = EventStore.storable(addition.target().getWhatsappId());
    if (target.isEmpty() || target.length() > MAX_NAME || sender.isEmpty()) {
      return;
    }
    jdbc.sql(ADD)
        .param("tenant", tenant)
        .param("session", session)
        .param("target", target)
        .param("kind", ContentWords.kind(message.getContent()))
        .param("sender", sender)
        .param("choices", addition.choices().toArray(String[]::new))
        .param("at", at(addition.atMs(), receivedAt))
        .update();
  }

  private record Addition(MessageKey target, List<String> choices, long atMs) {}

  private static Addition addition(Content content) {
    if (content.hasReaction()) {
      var reaction = content.getReaction();
      return new Addition(
          reaction.getTarget(),
          reaction.getText().isEmpty()
              ? List.of()
              : List.of(EventStore.storable(reaction.getText())),
          reaction.getAtMs());
    }
    if (content.hasPollVote()) {
      var vote = content.getPollVote();
      return new Addition(
          vote.getTarget(),
          vote.getOptionHashesList().stream().map(MessageChanges::hex).toList(),
          vote.getAtMs());
    }
    var response = content.getEventResponse();
    return new Addition(
        response.getTarget(),
        List.of(response.getResponse().name().toLowerCase(Locale.ROOT)),
        response.getAtMs());
  }

  private static String hex(ByteString hash) {
    return HexFormat.of().formatHex(hash.toByteArray());
  }

  private static Timestamp at(long unixMs, Timestamp otherwise) {
    return unixMs > 0 ? Timestamp.from(Instant.ofEpochMilli(unixMs)) : otherwise;
  }

  private static String[] names(Address address) {
    return Stream.of(address.getPn(), address.getLid(), address.getOther())
        .filter(name -> !name.isEmpty())
        .toArray(String[]::new);
  }
}
