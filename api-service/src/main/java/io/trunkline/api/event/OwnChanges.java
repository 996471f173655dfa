package io.trunkline.api.event;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.MessageReceived;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What messages of ours do to other ones, once WhatsApp has them: as [MessageChanges] for those of
/// others.
final class OwnChanges {
  private static final String SENT =
      """
      SELECT m.tenant_id, m.session_id, m.outgoing, m.accepted_at,
             regexp_replace(c.jid, ':[0-9]+@', '@') AS own
      FROM messages m JOIN connections c ON c.id = m.session_id
      WHERE m.session_id = ANY(:sessions::uuid[]) AND m.whatsapp_id = ANY(:ids::text[])
        AND m.outgoing IS NOT NULL
        AND m.kind IN ('edit', 'revoke', 'reaction', 'poll_vote', 'event_response')
      """;

  private OwnChanges() {}

  private record Change(UUID tenant, UUID session, MessageReceived message, Timestamp at) {}

  static void apply(JdbcClient jdbc, Collection<UUID> sessions, Collection<String> whatsappIds) {
    if (whatsappIds.isEmpty()) {
      return;
    }
    jdbc.sql(SENT)
        .param("sessions", sessions.stream().map(UUID::toString).toArray(String[]::new))
        .param("ids", whatsappIds.toArray(String[]::new))
        .query(
            (row, _) ->
                new Change(
                    row.getObject("tenant_id", UUID.class),
                    row.getObject("session_id", UUID.class),
                    message(row.getBytes("outgoing"), row.getString("own")),
                    row.getTimestamp("accepted_at")))
        .list()
        .forEach(
            change ->
                MessageChanges.apply(
                    jdbc, change.tenant(), change.session(), change.message(), change.at()));
  }

  private static MessageReceived message(byte[] outgoing, String own) {
    try {
      var message = MessageReceived.newBuilder().setFromMe(true);
      if (own != null) {
        message.setSender(Address.newBuilder().setPn(own));
      }
      return message.setContent(OutgoingMessage.parseFrom(outgoing).getContent()).build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected an OutgoingMessage", e);
    }
  }
}
