package io.trunkline.webhook.memory;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.memory.Memory.Key;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The memory at rest. What takes a [JdbcClient] runs within the caller's transaction of [Jobs].
@Component
public class Memories {
  private static final int BATCH = 200;
  private static final String SESSIONS =
      """
      SELECT session_id, tenant_id, name, first_tenant, jid, lid, push_name, state, authenticated,
             linking
      FROM sessions WHERE session_id = ANY (:ids)
      """;
  private static final String CHATS =
      """
      SELECT session_id, jid, name, unread_count, archived, pinned, locked, muted_until_ms,
             last_activity, last_message
      FROM chats JOIN unnest(:sessions::uuid[], :names::text[]) AS wanted (session, name_)
        ON session_id = session AND jid = name_
      """;
  private static final String MESSAGES =
      """
      SELECT session_id, message, ack
      FROM messages JOIN unnest(:sessions::uuid[], :names::text[]) AS wanted (session, name_)
        ON session_id = session AND whatsapp_id = name_
      """;
  private static final String SAVE_SESSION =
      """
      INSERT INTO sessions (session_id, tenant_id, name, first_tenant, jid, lid, push_name, state,
                            authenticated, linking)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (session_id) DO UPDATE SET
        name = excluded.name, first_tenant = excluded.first_tenant, jid = excluded.jid,
        lid = excluded.lid, push_name = excluded.push_name, state = excluded.state,
        authenticated = excluded.authenticated, linking = excluded.linking
      """;
  private static final String SAVE_CHAT =
      """
      INSERT INTO chats (session_id, jid, name, unread_count, archived, pinned, locked,
                         muted_until_ms, last_activity, last_message)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (session_id, jid) DO UPDATE SET
        name = coalesce(excluded.name, chats.name), unread_count = excluded.unread_count,
        archived = excluded.archived, pinned = excluded.pinned, locked = excluded.locked,
        muted_until_ms = excluded.muted_until_ms, last_activity = excluded.last_activity,
        last_message = excluded.last_message
      """;
  private static final String SAVE_MESSAGE =
      """
      INSERT INTO messages (session_id, whatsapp_id, message, ack, created_at)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (session_id, whatsapp_id) DO UPDATE SET message = excluded.message,
                                                          ack = excluded.ack
      """;

  private final Jobs jobs;

  Memories(Jobs jobs) {
    this.jobs = jobs;
  }

  /// @param chats those that the batch speaks of; their last messages are loaded too
  /// @param messages those that the batch speaks of
  public Memory load(
      JdbcClient jdbc, Collection<UUID> sessions, Collection<Key> chats, Collection<Key> messages) {
    var memory = new Memory();
    jdbc.sql(SESSIONS)
        .param("ids", sessions.toArray(UUID[]::new))
        .query(Memories::session)
        .list()
        .forEach(memory::loaded);
    named(jdbc, CHATS, chats).query(Memories::chat).list().forEach(memory::loaded);
    var wanted = new java.util.LinkedHashSet<>(messages);
    memory
        .chats()
        .forEach(
            chat -> chat.lastMessage().ifPresent(id -> wanted.add(new Key(chat.session(), id))));
    if (!wanted.isEmpty()) {
      named(jdbc, MESSAGES, wanted).query(Memories::message).list().forEach(memory::loaded);
    }
    return memory;
  }

  public Optional<UUID> sessionCalled(UUID tenant, String name) {
    return jobs.compute(
        jdbc ->
            jdbc.sql("SELECT session_id FROM sessions WHERE tenant_id = :tenant AND name = :name")
                .param("tenant", tenant)
                .param("name", name)
                .query(UUID.class)
                .optional());
  }

  public void save(JdbcClient jdbc, Memory memory, Instant now) {
    if (!memory.forgotten().isEmpty()) {
      var gone = memory.forgotten().toArray(UUID[]::new);
      for (var table : List.of("sessions", "chats", "messages")) {
        jdbc.sql("DELETE FROM " + table + " WHERE session_id = ANY (:ids)")
            .param("ids", gone)
            .update();
      }
    }
    saveSessions(memory.changedSessions());
    saveChats(memory.changedChats());
    saveMessages(memory.changedMessages(), Timestamp.from(now));
  }

  public void deleteTenant(JdbcClient jdbc, UUID tenant) {
    for (var table : List.of("chats", "messages")) {
      jdbc.sql(
              "DELETE FROM "
                  + table
                  + " WHERE session_id IN (SELECT session_id FROM sessions WHERE tenant_id = :t)")
          .param("t", tenant)
          .update();
    }
    jdbc.sql("DELETE FROM sessions WHERE tenant_id = :t").param("t", tenant).update();
  }

  public int forgetMessagesBefore(Instant time) {
    return jobs.compute(
        jdbc ->
            jdbc.sql("DELETE FROM messages WHERE created_at < :time")
                .param("time", Timestamp.from(time))
                .update());
  }

  private void saveSessions(Collection<Session> sessions) {
    jobs.batches()
        .batchUpdate(
            SAVE_SESSION,
            sessions,
            BATCH,
            (statement, session) -> {
              statement.setObject(1, session.id());
              statement.setObject(2, session.tenant());
              statement.setString(3, session.name().orElse(null));
              statement.setBoolean(4, session.ofFirstTenant());
              statement.setString(5, session.jid().orElse(null));
              statement.setString(6, session.lid().orElse(null));
              statement.setString(7, session.pushName().orElse(null));
              statement.setString(8, session.state().orElse(null));
              statement.setBoolean(9, session.authenticated());
              statement.setBoolean(10, session.linking());
            });
  }

  private void saveChats(Collection<Chat> chats) {
    jobs.batches()
        .batchUpdate(
            SAVE_CHAT,
            chats,
            BATCH,
            (statement, chat) -> {
              statement.setObject(1, chat.session());
              statement.setString(2, chat.jid());
              statement.setString(3, chat.name().orElse(null));
              statement.setInt(4, chat.unreadCount());
              statement.setBoolean(5, chat.archived());
              statement.setBoolean(6, chat.pinned());
              statement.setBoolean(7, chat.locked());
              statement.setLong(8, chat.mutedUntilMs());
              statement.setLong(9, chat.lastActivity());
              statement.setString(10, chat.lastMessage().orElse(null));
            });
  }

  private void saveMessages(Collection<StoredMessage> messages, Timestamp now) {
    jobs.batches()
        .batchUpdate(
            SAVE_MESSAGE,
            messages,
            BATCH,
            (statement, stored) -> {
              statement.setObject(1, stored.session());
              statement.setString(2, stored.message().getWhatsappId());
              statement.setBytes(3, stored.message().toByteArray());
              statement.setInt(4, stored.ack());
              statement.setTimestamp(5, now);
            });
  }

  private static JdbcClient.StatementSpec named(JdbcClient jdbc, String sql, Collection<Key> keys) {
    var storable = keys.stream().filter(Key::isStorable).toList();
    return jdbc.sql(sql)
        .param("sessions", storable.stream().map(Key::session).toArray(UUID[]::new))
        .param("names", storable.stream().map(Key::name).toArray(String[]::new));
  }

  private static Session session(ResultSet row, int index) throws SQLException {
    return new Session(
        row.getObject("session_id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        Optional.ofNullable(row.getString("name")),
        row.getBoolean("first_tenant"),
        Optional.ofNullable(row.getString("jid")),
        Optional.ofNullable(row.getString("lid")),
        Optional.ofNullable(row.getString("push_name")),
        Optional.ofNullable(row.getString("state")),
        row.getBoolean("authenticated"),
        row.getBoolean("linking"));
  }

  private static Chat chat(ResultSet row, int index) throws SQLException {
    return new Chat(
        row.getObject("session_id", UUID.class),
        row.getString("jid"),
        Optional.ofNullable(row.getString("name")),
        row.getInt("unread_count"),
        row.getBoolean("archived"),
        row.getBoolean("pinned"),
        row.getBoolean("locked"),
        row.getLong("muted_until_ms"),
        row.getLong("last_activity"),
        Optional.ofNullable(row.getString("last_message")));
  }

  private static StoredMessage message(ResultSet row, int index) throws SQLException {
    try {
      return new StoredMessage(
          row.getObject("session_id", UUID.class),
          MessageReceived.parseFrom(row.getBytes("message")),
          row.getInt("ack"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected a MessageReceived that was stored here", e);
    }
  }
}
