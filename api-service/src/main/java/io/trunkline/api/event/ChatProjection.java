package io.trunkline.api.event;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.Label;
import io.trunkline.proto.event.MessageName;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessagesRead;
import io.trunkline.proto.event.PastChat;
import io.trunkline.proto.group.GroupChanged;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Chats, their marks and labels, as events tell them. Of two changes of one mark the one with the
/// later time counts, in whatever order they come; the account's past yields to any change.
final class ChatProjection {
  private static final int MAX_LABEL = 64;

  /// The marks that devices share, by the names of their columns.
  private enum Mark {
    MARKED_UNREAD("boolean"),
    ARCHIVED("boolean"),
    PINNED("boolean"),
    LOCKED("boolean"),
    MUTED_UNTIL("timestamptz"),
    DELETED("boolean");

    private final String sql;

    Mark(String type) {
      var column = name().toLowerCase(java.util.Locale.ROOT);
      sql =
          """
          INSERT INTO chats (tenant_id, session_id, jid, alias, %1$s, changed)
          VALUES (:tenant, :session, :jid, nullif(:alias, ''), cast(:value AS %2$s),
                  jsonb_build_object('%1$s', cast(:at AS bigint)))
          ON CONFLICT (session_id, jid) DO UPDATE SET
            %1$s = excluded.%1$s,
            alias = coalesce(excluded.alias, chats.alias),
            changed = chats.changed || excluded.changed
          WHERE coalesce((chats.changed->>'%1$s')::bigint, 0) <= :at
          """
              .formatted(column, type);
    }
  }

  private static final String ARRIVED =
      """
      INSERT INTO chats (tenant_id, session_id, jid, alias, unread_count, last_activity_at)
      VALUES (:tenant, :session, :jid, nullif(:alias, ''), :unread, :at)
      ON CONFLICT (session_id, jid) DO UPDATE SET
        alias = coalesce(excluded.alias, chats.alias),
        unread_count = CASE WHEN :own THEN 0 ELSE chats.unread_count + excluded.unread_count END,
        marked_unread = chats.marked_unread AND NOT :own,
        last_activity_at = greatest(chats.last_activity_at, excluded.last_activity_at),
        deleted = false
      """;
  private static final String SENT =
      """
      INSERT INTO chats (tenant_id, session_id, jid, alias, last_activity_at)
      SELECT DISTINCT ON (session_id, chat) tenant_id, session_id, chat, chat_alias, accepted_at
      FROM messages
      WHERE session_id = ANY(:sessions::uuid[]) AND whatsapp_id = ANY(:ids::text[])
        AND outgoing IS NOT NULL
      ORDER BY session_id, chat, accepted_at DESC
      ON CONFLICT (session_id, jid) DO UPDATE SET
        unread_count = 0,
        marked_unread = false,
        last_activity_at = greatest(chats.last_activity_at, excluded.last_activity_at),
        deleted = false
      """;
  private static final String READ =
      """
      UPDATE chats SET
        unread_count = greatest(0, unread_count - :count),
        marked_unread = false
      WHERE session_id = :session AND jid = ANY(:names::text[])
      """;
  private static final String ALL_READ =
      """
      UPDATE chats SET unread_count = 0
      WHERE session_id = :session AND jid = :jid AND NOT marked_unread
        AND (last_activity_at IS NULL OR last_activity_at <= :at)
      """;
  private static final String HIDE =
      """
      UPDATE messages SET hidden = true
      WHERE session_id = :session AND chat = :jid AND occurred_at <= :at AND NOT hidden
        AND (:withStarred OR NOT starred)
      """;
  private static final String HIDE_ONE =
      """
      UPDATE messages SET hidden = true
      WHERE session_id = :session AND whatsapp_id = :whatsappId AND (direction = 'out') = :own
      """;
  private static final String STAR =
      """
      UPDATE messages SET starred = :starred, starred_at = :at
      WHERE session_id = :session AND whatsapp_id = :whatsappId AND (direction = 'out') = :own
        AND (starred_at IS NULL OR starred_at <= :at)
      """;
  private static final String LABEL =
      """
      INSERT INTO labels (tenant_id, session_id, id, name, color, deleted, changed_at)
      VALUES (:tenant, :session, :id, :name, :color, :deleted, :at)
      ON CONFLICT (session_id, id) DO UPDATE SET name = excluded.name, color = excluded.color,
        deleted = excluded.deleted, changed_at = excluded.changed_at
      WHERE labels.changed_at <= excluded.changed_at
      """;
  private static final String LABEL_MEMBER =
      """
      INSERT INTO label_members (tenant_id, session_id, label_id, jid, whatsapp_id, labeled,
                                 changed_at)
      VALUES (:tenant, :session, :id, :jid, :whatsappId, :labeled, :at)
      ON CONFLICT (session_id, label_id, jid, whatsapp_id) DO UPDATE SET
        labeled = excluded.labeled, changed_at = excluded.changed_at
      WHERE label_members.changed_at <= excluded.changed_at
      """;
  private static final String NAME =
      """
      INSERT INTO chats (tenant_id, session_id, jid, name)
      VALUES (:tenant, :session, :jid, :name)
      ON CONFLICT (session_id, jid) DO UPDATE SET name = excluded.name
      """;
  private static final String PAST =
      """
      INSERT INTO chats (tenant_id, session_id, jid, alias, name, unread_count, marked_unread,
                         archived, pinned, muted_until, last_activity_at)
      VALUES (:tenant, :session, :jid, nullif(:alias, ''), nullif(:name, ''), :unread,
              :markedUnread, :archived, :pinned, cast(:mutedUntil AS timestamptz), :lastActivityAt)
      ON CONFLICT (session_id, jid) DO UPDATE SET
        alias = coalesce(excluded.alias, chats.alias),
        name = coalesce(excluded.name, chats.name),
        archived = CASE WHEN jsonb_exists(chats.changed, 'archived') THEN chats.archived
                        ELSE excluded.archived END,
        pinned = CASE WHEN jsonb_exists(chats.changed, 'pinned') THEN chats.pinned
                      ELSE excluded.pinned END,
        muted_until = CASE WHEN jsonb_exists(chats.changed, 'muted_until') THEN chats.muted_until
                           ELSE excluded.muted_until END,
        last_activity_at = greatest(chats.last_activity_at, excluded.last_activity_at)
      """;

  private ChatProjection() {}

  /// A live message, of others or of another own device.
  static void arrived(
      JdbcClient jdbc, UUID tenant, UUID session, MessageReceived message, Timestamp at) {
    var chat = ChatName.of(message.getChat());
    if (!chat.isStorable()
        || chat.jid().equals("status@broadcast")
        || !isShown(message.getContent())) {
      return;
    }
    ChatMerge.ofLid(jdbc, session, chat);
    named(jdbc, ARRIVED, tenant, session, chat)
        .param("unread", message.getFromMe() ? 0 : 1)
        .param("own", message.getFromMe())
        .param("at", at)
        .update();
  }

  /// Messages of ours that WhatsApp has taken: who answers has read.
  static void sent(JdbcClient jdbc, Collection<UUID> sessions, Collection<String> whatsappIds) {
    if (!whatsappIds.isEmpty()) {
      jdbc.sql(SENT)
          .param("sessions", sessions.stream().map(UUID::toString).toArray(String[]::new))
          .param("ids", whatsappIds.toArray(String[]::new))
          .update();
    }
  }

  static void read(JdbcClient jdbc, UUID session, MessagesRead read) {
    jdbc.sql(READ)
        .param("session", session)
        .param("names", ChatName.of(read.getChat()).names())
        .param("count", read.getWhatsappIdsCount())
        .update();
  }

  static void group(JdbcClient jdbc, UUID tenant, UUID session, GroupChanged change) {
    var name =
        switch (change.getChangeCase()) {
          case SUBJECT -> change.getSubject();
          case JOINED -> change.getJoined().getGroup().getSubject();
          default -> "";
        };
    var chat = new ChatName(EventStore.storable(change.getGroup()), "");
    if (!name.isEmpty() && chat.isStorable()) {
      jdbc.sql(NAME)
          .param("tenant", tenant)
          .param("session", session)
          .param("jid", chat.jid())
          .param("name", EventStore.storable(name))
          .update();
    }
  }

  static void past(JdbcClient jdbc, UUID tenant, UUID session, HistoryReceived history) {
    for (PastChat past : history.getChatsList()) {
      var chat = ChatName.of(past.getChat());
      if (chat.isStorable()) {
        ChatMerge.ofLid(jdbc, session, chat);
        named(jdbc, PAST, tenant, session, chat)
            .param("name", EventStore.storable(past.getName()))
            .param("unread", Math.max(0, past.getUnreadCount()))
            .param("markedUnread", past.getMarkedAsUnread())
            .param("archived", past.getArchived())
            .param("pinned", past.getPinned())
            .param(
                "mutedUntil",
                muted(past.getMutedUntilMs() != 0, past.getMutedUntilMs()),
                Types.VARCHAR)
            .param(
                "lastActivityAt",
                past.getLastActivity() > 0
                    ? Timestamp.from(Instant.ofEpochSecond(past.getLastActivity()))
                    : null,
                Types.TIMESTAMP)
            .update();
      }
    }
  }

  static void changed(JdbcClient jdbc, UUID tenant, UUID session, ChatChanges changes) {
    for (ChatChange change : changes.getChangesList()) {
      changed(jdbc, tenant, session, change);
    }
  }

  private static void changed(JdbcClient jdbc, UUID tenant, UUID session, ChatChange change) {
    var at = Timestamp.from(Instant.ofEpochMilli(change.getAtMs()));
    var chat = ChatName.of(change.getAbout());
    switch (change.getChangeCase()) {
      case STAR ->
          message(jdbc, STAR, session, change.getStar().getMessage())
              .param("starred", change.getStar().getStarred())
              .param("at", at)
              .update();
      case MESSAGE_DELETED ->
          message(jdbc, HIDE_ONE, session, change.getMessageDeleted().getMessage()).update();
      case LABEL -> label(jdbc, tenant, session, change.getLabel(), at);
      case CHAT_LABEL ->
          member(
              jdbc,
              tenant,
              session,
              chat,
              change.getChatLabel().getLabelId(),
              "",
              change.getChatLabel().getLabeled(),
              at);
      case MESSAGE_LABEL ->
          member(
              jdbc,
              tenant,
              session,
              chat,
              change.getMessageLabel().getLabelId(),
              change.getMessageLabel().getMessage().getWhatsappId(),
              change.getMessageLabel().getLabeled(),
              at);
      case ARCHIVED, PINNED, LOCKED, MUTE, READ, CLEARED, DELETED -> {
        if (chat.isStorable()) {
          ChatMerge.ofLid(jdbc, session, chat);
          marked(jdbc, tenant, session, chat, change, at);
        }
      }
      // Contacts have rows of their own; the account's name is told with its connection.
      case CONTACT, PUSH_NAME, REMOVED, OTHER, CHANGE_NOT_SET -> {}
    }
  }

  private static void marked(
      JdbcClient jdbc, UUID tenant, UUID session, ChatName chat, ChatChange change, Timestamp at) {
    switch (change.getChangeCase()) {
      case ARCHIVED ->
          mark(jdbc, Mark.ARCHIVED, tenant, session, chat, change.getArchived(), change.getAtMs());
      case PINNED ->
          mark(jdbc, Mark.PINNED, tenant, session, chat, change.getPinned(), change.getAtMs());
      case LOCKED ->
          mark(jdbc, Mark.LOCKED, tenant, session, chat, change.getLocked(), change.getAtMs());
      case MUTE ->
          mark(
              jdbc,
              Mark.MUTED_UNTIL,
              tenant,
              session,
              chat,
              muted(change.getMute().getMuted(), change.getMute().getUntilMs()),
              change.getAtMs());
      case READ -> {
        mark(jdbc, Mark.MARKED_UNREAD, tenant, session, chat, !change.getRead(), change.getAtMs());
        jdbc.sql(ALL_READ)
            .param("session", session)
            .param("jid", chat.jid())
            .param("at", at)
            .update();
      }
      case CLEARED -> hide(jdbc, session, chat, change.getCleared().getWithStarred(), at);
      case DELETED -> {
        hide(jdbc, session, chat, true, at);
        mark(jdbc, Mark.DELETED, tenant, session, chat, true, change.getAtMs());
      }
      default -> throw new IllegalStateException("Expected a mark but was " + change);
    }
  }

  private static void mark(
      JdbcClient jdbc,
      Mark mark,
      UUID tenant,
      UUID session,
      ChatName chat,
      Object value,
      long atMs) {
    named(jdbc, mark.sql, tenant, session, chat)
        .param("value", value == null ? null : value.toString(), Types.VARCHAR)
        .param("at", atMs)
        .update();
  }

  private static void hide(
      JdbcClient jdbc, UUID session, ChatName chat, boolean withStarred, Timestamp at) {
    jdbc.sql(HIDE)
        .param("session", session)
        .param("jid", chat.jid())
        .param("withStarred", withStarred)
        .param("at", at)
        .update();
    jdbc.sql(ALL_READ).param("session", session).param("jid", chat.jid()).param("at", at).update();
  }

  private static void label(JdbcClient jdbc, UUID tenant, UUID session, Label label, Timestamp at) {
    if (isLabel(label.getId())) {
      jdbc.sql(LABEL)
          .param("tenant", tenant)
          .param("session", session)
          .param("id", EventStore.storable(label.getId()))
          .param("name", EventStore.storable(label.getName()))
          .param("color", label.getColor())
          .param("deleted", label.getDeleted())
          .param("at", at)
          .update();
    }
  }

  private static void member(
      JdbcClient jdbc,
      UUID tenant,
      UUID session,
      ChatName chat,
      String labelId,
      String whatsappId,
      boolean labeled,
      Timestamp at) {
    if (chat.isStorable() && isLabel(labelId) && whatsappId.length() <= 255) {
      jdbc.sql(LABEL_MEMBER)
          .param("tenant", tenant)
          .param("session", session)
          .param("id", EventStore.storable(labelId))
          .param("jid", chat.jid())
          .param("whatsappId", EventStore.storable(whatsappId))
          .param("labeled", labeled)
          .param("at", at)
          .update();
    }
  }

  private static boolean isLabel(String id) {
    return !id.isEmpty() && id.length() <= MAX_LABEL;
  }

  private static JdbcClient.StatementSpec named(
      JdbcClient jdbc, String sql, UUID tenant, UUID session, ChatName chat) {
    return jdbc.sql(sql)
        .param("tenant", tenant)
        .param("session", session)
        .param("jid", chat.jid())
        .param("alias", chat.alias());
  }

  private static JdbcClient.StatementSpec message(
      JdbcClient jdbc, String sql, UUID session, MessageName message) {
    return jdbc.sql(sql)
        .param("session", session)
        .param("whatsappId", EventStore.storable(message.getWhatsappId()))
        .param("own", message.getFromMe());
  }

  /// @return `infinity` for ever, null where it is not muted
  private static String muted(boolean muted, long untilMs) {
    if (!muted) {
      return null;
    }
    return untilMs > 0 ? Instant.ofEpochMilli(untilMs).toString() : "infinity";
  }

  /// Whether it is a line of the chat, not a change of another line.
  static boolean isShown(Content content) {
    return switch (content.getKindCase()) {
      case REACTION,
          EDIT,
          REVOKE,
          PIN,
          KEEP,
          POLL_VOTE,
          EVENT_RESPONSE,
          ENCRYPTED,
          EPHEMERAL_SETTING,
          PLACEHOLDER,
          DEVICE_MESSAGE ->
          false;
      default -> true;
    };
  }
}
