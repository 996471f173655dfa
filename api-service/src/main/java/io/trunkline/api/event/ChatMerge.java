package io.trunkline.api.event;

import java.sql.Types;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A chat that was met under its LID alone becomes the chat of its phone number once that is known:
/// one partner is one chat, whatever WhatsApp calls them.
final class ChatMerge {
  private static final String MOVE =
      """
      WITH old AS (DELETE FROM chats WHERE session_id = :session AND jid = :lid RETURNING *)
      INSERT INTO chats (tenant_id, session_id, jid, alias, name, unread_count, marked_unread,
                         archived, pinned, locked, muted_until, last_activity_at, deleted, changed)
      SELECT tenant_id, session_id, :pn, :lid, name, unread_count, marked_unread, archived, pinned,
             locked, muted_until, last_activity_at, deleted, changed
      FROM old
      ON CONFLICT (session_id, jid) DO UPDATE SET
        alias = excluded.alias,
        name = coalesce(chats.name, excluded.name),
        unread_count = chats.unread_count + excluded.unread_count,
        last_activity_at = greatest(chats.last_activity_at, excluded.last_activity_at)
      """;
  private static final String MESSAGES =
      """
      UPDATE messages SET chat = :pn, chat_alias = :lid, number = :number
      WHERE session_id = :session AND chat = :lid
      """;
  private static final String LABELS =
      """
      UPDATE label_members l SET jid = :pn
      WHERE session_id = :session AND jid = :lid AND NOT EXISTS (
        SELECT FROM label_members other
        WHERE other.session_id = l.session_id AND other.label_id = l.label_id
          AND other.jid = :pn AND other.whatsapp_id = l.whatsapp_id)
      """;

  private ChatMerge() {}

  static void ofLid(JdbcClient jdbc, UUID session, ChatName chat) {
    if (chat.alias().isEmpty() || named(jdbc, MOVE, session, chat).update() == 0) {
      return;
    }
    named(jdbc, MESSAGES, session, chat).param("number", chat.number(), Types.VARCHAR).update();
    named(jdbc, LABELS, session, chat).update();
  }

  private static JdbcClient.StatementSpec named(
      JdbcClient jdbc, String sql, UUID session, ChatName chat) {
    return jdbc.sql(sql)
        .param("session", session)
        .param("pn", chat.jid())
        .param("lid", chat.alias());
  }
}
