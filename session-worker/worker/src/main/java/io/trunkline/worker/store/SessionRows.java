package io.trunkline.worker.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.proto.command.SessionConfig;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.OutgoingMessage;
import io.trunkline.proto.event.Event;
import io.trunkline.whatsapp.client.store.ContactToken;
import io.trunkline.whatsapp.client.store.DeviceList;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.StoredAppState;
import io.trunkline.whatsapp.client.store.StoredAppState.StoredCollection;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.client.store.StoredSecret;
import io.trunkline.whatsapp.client.store.StoredSession;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.LtHash;
import io.trunkline.whatsapp.protocol.appstate.SyncKey;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.secret.MessageSecret;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.worker.ownership.Shard;
import io.trunkline.worker.secret.MasterKeys;
import io.trunkline.worker.secret.RecordCipher;
import io.trunkline.worker.secret.RecordCipher.Kind;
import io.trunkline.worker.secret.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads of the schema `worker`, and of the one view of api-service that it may read. Blocks; every
/// method throws Spring's [DataAccessException] where the database does not answer.
public final class SessionRows {
  private static final String OF_SHARD =
      """
      SELECT s.id, s.tenant_id, s.desired, s.device_name, s.link_command, s.is_paired,
             s.connection, s.reconnect_limit, s.config, s.proxy, k.wrapped_key, k.master_key_id
      FROM session s JOIN tenant_key k USING (tenant_id)
      """;
  private static final String CREDENTIALS =
      "SELECT credentials, connection, highest_pre_key, is_stock_lost, routing_info FROM session WHERE id = ?";
  private static final String RATCHETS =
      """
      SELECT name, device, record, reserved_until FROM signal_session
      WHERE session_id = ? AND (name, device) IN (SELECT * FROM unnest(?::text[], ?::integer[]))
      """;
  private static final String IDENTITY =
      "SELECT public_key FROM identity WHERE session_id = ? AND name = ? AND device = ?";
  private static final String PRE_KEY =
      "SELECT record FROM pre_key WHERE session_id = ? AND id = ?";
  private static final String PRE_KEYS_NOT_UPLOADED =
      """
      SELECT id, record FROM pre_key WHERE session_id = ? AND NOT is_uploaded ORDER BY id LIMIT ?
      """;
  private static final String MAPPING =
      "SELECT pn, lid FROM lid_mapping WHERE session_id = ? AND (pn = ? OR lid = ?)";
  private static final String MAPPINGS =
      "SELECT pn, lid FROM lid_mapping WHERE session_id = ? AND (pn = ANY (?) OR lid = ANY (?))";
  private static final String SECRET =
      """
      SELECT record, kept_at FROM message_secret
      WHERE session_id = ? AND name = ? AND kept_at > now() - make_interval(days => ?)
      """;
  private static final String SYNC_KEYS =
      "SELECT key_id, record FROM sync_key WHERE session_id = ?";
  private static final String KEY_REQUESTS =
      "SELECT key_id, requested_at FROM sync_key_request WHERE session_id = ?";
  private static final String APP_STATE =
      "SELECT collection, version, lt_hash, is_parked FROM app_state WHERE session_id = ?";
  private static final String MACS =
      """
      SELECT index_mac, value_mac FROM app_state_mac
      WHERE session_id = ? AND collection = ? AND index_mac IN (SELECT * FROM unnest(?::bytea[]))
      """;
  private static final String DEVICES =
      """
      SELECT user_jid, devices, fetched_at FROM device_list
      WHERE session_id = ? AND user_jid = ANY (?)
      """;
  private static final String TOKEN =
      "SELECT record FROM contact_token WHERE session_id = ? AND user_jid = ?";
  private static final String CONTACTS = "SELECT user_jid FROM contact WHERE session_id = ?";
  private static final String INBOX =
      "SELECT event_id, record FROM inbox WHERE session_id = ? ORDER BY sequence LIMIT ?";
  private static final String SESSIONS_WITH_INBOX =
      """
      SELECT DISTINCT i.session_id FROM inbox i JOIN session s ON s.id = i.session_id
      WHERE s.shard = ?
      """;
  private static final String DELETE_INBOX =
      """
      DELETE FROM inbox WHERE (session_id, event_id) IN
        (SELECT * FROM unnest(?::uuid[], ?::text[]))
      """;
  private static final String TENANT_KEY =
      "SELECT wrapped_key, master_key_id FROM tenant_key WHERE tenant_id = ?";
  private static final String ADD_TENANT_KEY =
      """
      INSERT INTO tenant_key (tenant_id, wrapped_key, master_key_id) VALUES (?, ?, ?)
      ON CONFLICT (tenant_id) DO NOTHING
      """;
  private static final String KEYS_TO_WRAP =
      "SELECT tenant_id, wrapped_key, master_key_id FROM tenant_key WHERE master_key_id <> ?";
  private static final String COUNT_TO_WRAP =
      "SELECT count(*) FROM tenant_key WHERE master_key_id <> ?";
  private static final String WRAP =
      """
      UPDATE tenant_key SET wrapped_key = ?, master_key_id = ?
      WHERE tenant_id = ? AND master_key_id = ?
      """;
  private static final String SENT_MESSAGE =
      """
      SELECT outgoing FROM api.outgoing_messages
      WHERE session_id = ? AND tenant_id = ? AND whatsapp_id = ?
        AND accepted_at > now() - make_interval(days => ?)
      """;
  private static final String UPLOADED_CONTENT =
      "SELECT record FROM uploaded_content WHERE session_id = ? AND whatsapp_id = ?";
  private static final String MESSAGE_STATUS =
      """
      SELECT status FROM api.outgoing_messages WHERE id = ? AND session_id = ? AND tenant_id = ?
      """;
  private static final String IS_BEGUN =
      """
      SELECT EXISTS (SELECT FROM begun_command WHERE session_id = ? AND command_id = ?)
      """;
  private static final Duration RETRY_WINDOW = Duration.ofDays(14);

  private final JdbcClient jdbc;
  private final MasterKeys masterKeys;
  private final GroupRows groups;

  public SessionRows(JdbcClient jdbc, MasterKeys masterKeys) {
    this.jdbc = jdbc;
    this.masterKeys = masterKeys;
    groups = new GroupRows(jdbc);
  }

  /// A session as a new owner finds it.
  ///
  /// @param linkCommand id of the command that linked it last, or empty
  /// @param isPaired whether the credentials are good for a login
  /// @param reconnectLimit reconnects in a row that may fail, 0 = any number
  /// @param proxy a sealed record
  public record Row(
      UUID id,
      UUID tenant,
      WrappedKey tenantKey,
      DesiredState desired,
      String deviceName,
      String linkCommand,
      boolean isPaired,
      long connection,
      int reconnectLimit,
      byte[] config,
      Optional<byte[]> proxy) {

    /// What the tenant set.
    public StoredConfig config(RecordCipher cipher) {
      try {
        return new StoredConfig(
            SessionConfig.parseFrom(config),
            proxy
                .map(record -> cipher.open(Kind.PROXY, "", record))
                .map(url -> new String(url, StandardCharsets.UTF_8))
                .orElse(""));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("Expected a SessionConfig of session " + id, e);
      }
    }
  }

  public List<Row> ofShard(Shard shard) {
    return jdbc.sql(OF_SHARD + "WHERE s.shard = ?")
        .param(shard.number())
        .query((row, _) -> row(row))
        .list();
  }

  public Optional<Row> find(UUID session) {
    return jdbc.sql(OF_SHARD + "WHERE s.id = ?")
        .param(session)
        .query((row, _) -> row(row))
        .optional();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        new WrappedKey(row.getString("master_key_id"), row.getBytes("wrapped_key")),
        DesiredState.ofColumn(row.getString("desired")),
        row.getString("device_name"),
        row.getString("link_command"),
        row.getBoolean("is_paired"),
        row.getLong("connection"),
        row.getInt("reconnect_limit"),
        row.getBytes("config"),
        Optional.ofNullable(row.getBytes("proxy")));
  }

  /// The tenant's data key, made where it has none.
  public WrappedKey tenantKey(UUID tenant) {
    return findTenantKey(tenant)
        .orElseGet(
            () -> {
              var fresh = masterKeys.newTenantKey(tenant);
              jdbc.sql(ADD_TENANT_KEY).params(tenant, fresh.bytes(), fresh.masterKeyId()).update();
              // Another worker may have been first.
              return findTenantKey(tenant).orElseThrow();
            });
  }

  /// The tenant's data key; empty where it has none, or none any more.
  public Optional<WrappedKey> findTenantKey(UUID tenant) {
    return jdbc.sql(TENANT_KEY)
        .param(tenant)
        .query((row, _) -> new WrappedKey(row.getString(2), row.getBytes(1)))
        .optional();
  }

  /// How many data keys another master key than the current one wraps.
  public int tenantKeysToWrap() {
    return jdbc.sql(COUNT_TO_WRAP).param(masterKeys.currentId()).query(Integer.class).single();
  }

  /// Wraps what a previous master key wrapped by the current one.
  ///
  /// @return how many keys that were
  public int rewrapTenantKeys() {
    record Old(UUID tenant, WrappedKey key) {}
    var old =
        jdbc.sql(KEYS_TO_WRAP)
            .param(masterKeys.currentId())
            .query(
                (row, _) ->
                    new Old(
                        row.getObject(1, UUID.class),
                        new WrappedKey(row.getString(3), row.getBytes(2))))
            .list();
    for (var one : old) {
      var fresh = masterKeys.rewrap(one.tenant(), one.key());
      jdbc.sql(WRAP)
          .params(fresh.bytes(), fresh.masterKeyId(), one.tenant(), one.key().masterKeyId())
          .update();
    }
    return old.size();
  }

  Optional<StoredSession> load(OwnedSession session) {
    return jdbc.sql(CREDENTIALS)
        .param(session.id())
        .query((row, _) -> stored(session.cipher(), row))
        .optional()
        .flatMap(stored -> stored);
  }

  private static Optional<StoredSession> stored(RecordCipher cipher, ResultSet row)
      throws SQLException {
    byte[] credentials = row.getBytes("credentials");
    if (credentials == null) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredSession(
            StoredForms.decodeCredentials(cipher.open(Kind.CREDENTIALS, "", credentials)),
            row.getLong("connection"),
            row.getInt("highest_pre_key"),
            row.getBoolean("is_stock_lost"),
            Optional.ofNullable(row.getBytes("routing_info"))
                .map(routing -> cipher.open(Kind.ROUTING_INFO, "", routing))));
  }

  /// Everything of a session that was linked; exact only while it is closed.
  public Optional<WholeSession> whole(OwnedSession session) {
    return new WholeSessionRows(jdbc, this).find(session);
  }

  Map<SignalAddress, StoredRatchet> ratchets(
      OwnedSession session, Collection<SignalAddress> addresses) {
    var names = addresses.stream().map(SignalAddress::name).toArray(String[]::new);
    var devices = addresses.stream().map(SignalAddress::deviceId).toArray(Integer[]::new);
    var found = new HashMap<SignalAddress, StoredRatchet>();
    jdbc.sql(RATCHETS)
        .params(session.id(), names, devices)
        .query(
            row -> {
              var address = new SignalAddress(row.getString("name"), row.getInt("device"));
              byte[] bytes =
                  session
                      .cipher()
                      .open(Kind.SIGNAL_SESSION, address.toString(), row.getBytes("record"));
              found.put(
                  address,
                  new StoredRatchet(SignalSession.decode(bytes), row.getInt("reserved_until")));
            });
    return found;
  }

  Optional<PublicKey> identity(OwnedSession session, SignalAddress address) {
    return jdbc.sql(IDENTITY)
        .params(session.id(), address.name(), address.deviceId())
        .query((row, _) -> PublicKey.of(row.getBytes(1)))
        .optional();
  }

  Optional<PreKey> preKey(OwnedSession session, int id) {
    return jdbc.sql(PRE_KEY)
        .params(session.id(), id)
        .query((row, _) -> preKey(session.cipher(), id, row.getBytes(1)))
        .optional();
  }

  List<PreKey> preKeysNotUploaded(OwnedSession session, int limit) {
    return jdbc.sql(PRE_KEYS_NOT_UPLOADED)
        .params(session.id(), limit)
        .query((row, _) -> preKey(session.cipher(), row.getInt(1), row.getBytes(2)))
        .list();
  }

  private static PreKey preKey(RecordCipher cipher, int id, byte[] record) {
    return StoredForms.decodePreKey(id, cipher.open(Kind.PRE_KEY, Integer.toString(id), record));
  }

  Optional<LidMapping> lidMapping(OwnedSession session, Jid user) {
    var name = user.toUserJid().toString();
    return jdbc.sql(MAPPING)
        .params(session.id(), name, name)
        .query((row, _) -> new LidMapping(Jid.parse(row.getString(1)), Jid.parse(row.getString(2))))
        .optional();
  }

  /// By both names of each.
  Map<Jid, LidMapping> lidMappings(OwnedSession session, Collection<Jid> users) {
    var names = names(users);
    var found = new HashMap<Jid, LidMapping>();
    jdbc.sql(MAPPINGS)
        .params(session.id(), names, names)
        .query(
            row -> {
              var mapping =
                  new LidMapping(Jid.parse(row.getString(1)), Jid.parse(row.getString(2)));
              found.put(mapping.pn(), mapping);
              found.put(mapping.lid(), mapping);
            });
    return found;
  }

  Map<Jid, DeviceList> deviceLists(OwnedSession session, Collection<Jid> users) {
    var found = new HashMap<Jid, DeviceList>();
    jdbc.sql(DEVICES)
        .params(session.id(), names(users))
        .query(
            row -> {
              var list =
                  StoredForms.deviceList(
                      Jid.parse(row.getString(1)),
                      row.getString(2),
                      row.getTimestamp(3).toInstant());
              found.put(list.user(), list);
            });
    return found;
  }

  private static String[] names(Collection<Jid> users) {
    return users.stream().map(user -> user.toUserJid().toString()).toArray(String[]::new);
  }

  /// What is kept of groups.
  GroupRows groups() {
    return groups;
  }

  Optional<StoredSecret> messageSecret(
      OwnedSession session, String whatsappId, Collection<Jid> chats, Collection<Jid> senders) {
    return chats.stream()
        .flatMap(
            chat ->
                senders.stream()
                    .flatMap(sender -> messageSecret(session, whatsappId, chat, sender).stream()))
        .findFirst();
  }

  private Optional<StoredSecret> messageSecret(
      OwnedSession session, String whatsappId, Jid chat, Jid sender) {
    byte[] name = StoredForms.secretName(chat, whatsappId, sender);
    return jdbc.sql(SECRET)
        .params(session.id(), name, (int) StoredSecret.LIFETIME.toDays())
        .query(
            (row, _) ->
                new StoredSecret(
                    chat,
                    whatsappId,
                    sender,
                    MessageSecret.of(
                        session
                            .cipher()
                            .open(
                                Kind.MESSAGE_SECRET,
                                HexFormat.of().formatHex(name),
                                row.getBytes(1))),
                    row.getTimestamp(2).toInstant()))
        .optional();
  }

  StoredAppState appState(OwnedSession session) {
    var keys =
        jdbc.sql(SYNC_KEYS)
            .param(session.id())
            .query((row, _) -> syncKey(session.cipher(), row.getBytes(1), row.getBytes(2)))
            .list();
    var requested = new HashMap<SyncKeyId, Instant>();
    jdbc.sql(KEY_REQUESTS)
        .param(session.id())
        .query(
            row -> {
              requested.put(keyId(row.getBytes(1)), row.getTimestamp(2).toInstant());
            });
    var collections =
        new HashMap<io.trunkline.whatsapp.protocol.appstate.Collection, StoredCollection>();
    jdbc.sql(APP_STATE)
        .param(session.id())
        .query(
            row -> {
              var state = new CollectionState(row.getLong(2), LtHash.of(row.getBytes(3)));
              var stored = new StoredCollection(state, row.getBoolean(4));
              // A collection of a later version than this worker's is not its business.
              io.trunkline.whatsapp.protocol.appstate.Collection.find(row.getString(1))
                  .ifPresent(collection -> collections.put(collection, stored));
            });
    return new StoredAppState(keys, requested, collections);
  }

  private static SyncKeyId keyId(byte[] bytes) {
    return SyncKeyId.of(ByteString.copyFrom(bytes));
  }

  private static SyncKey syncKey(RecordCipher cipher, byte[] id, byte[] record) {
    return SyncKey.decode(cipher.open(Kind.SYNC_KEY, keyId(id).toString(), record));
  }

  Map<ByteString, ByteString> appStateMacs(
      OwnedSession session,
      io.trunkline.whatsapp.protocol.appstate.Collection collection,
      Set<ByteString> indexMacs) {
    var found = new HashMap<ByteString, ByteString>();
    jdbc.sql(MACS)
        .params(
            session.id(),
            collection.text(),
            indexMacs.stream().map(ByteString::toByteArray).toArray(byte[][]::new))
        .query(
            row -> {
              found.put(ByteString.copyFrom(row.getBytes(1)), ByteString.copyFrom(row.getBytes(2)));
            });
    return found;
  }

  Optional<ContactToken> contactToken(OwnedSession session, Jid user) {
    var key = user.toString();
    return jdbc.sql(TOKEN)
        .params(session.id(), key)
        .query(
            (row, _) ->
                StoredForms.decodeContactToken(
                    user, session.cipher().open(Kind.CONTACT_TOKEN, key, row.getBytes(1))))
        .optional();
  }

  Set<Jid> contacts(OwnedSession session) {
    return jdbc.sql(CONTACTS)
        .params(session.id())
        .query((row, _) -> Jid.parse(row.getString(1)))
        .set();
  }

  /// What is left to publish, oldest first.
  public List<InboxEvent> inbox(OwnedSession session, int limit) {
    return jdbc.sql(INBOX)
        .params(session.id(), limit)
        .query((row, _) -> inboxEvent(session.cipher(), row.getString(1), row.getBytes(2)))
        .list();
  }

  private static InboxEvent inboxEvent(RecordCipher cipher, String id, byte[] record) {
    try {
      return new InboxEvent(Event.parseFrom(cipher.open(Kind.INBOX, id, record)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected an event in inbox row " + id, e);
    }
  }

  public List<UUID> sessionsWithInbox(Shard shard) {
    return jdbc.sql(SESSIONS_WITH_INBOX).param(shard.number()).query(UUID.class).list();
  }

  /// Rows whose events the broker has.
  ///
  /// @param sessions and events, of equal length
  public void deleteInbox(UUID[] sessions, String[] events) {
    jdbc.sql(DELETE_INBOX).params(sessions, events).update();
  }

  /// What a message that this session sent within the last 14 days was made of. Empty also where
  /// api-service has not made its view yet.
  public Optional<OutgoingMessage> sentMessage(OwnedSession session, String whatsappId) {
    try {
      return jdbc.sql(SENT_MESSAGE)
          .params(session.id(), session.tenant(), whatsappId, (int) RETRY_WINDOW.toDays())
          .query((row, _) -> outgoing(row.getBytes(1)))
          .optional();
    } catch (BadSqlGrammarException e) {
      return Optional.empty();
    }
  }

  /// What a message with files says since they were uploaded; empty before.
  public Optional<Content> uploadedContent(OwnedSession session, String whatsappId) {
    return jdbc.sql(UPLOADED_CONTENT)
        .params(session.id(), whatsappId)
        .query((row, _) -> uploaded(session.cipher(), whatsappId, row.getBytes(1)))
        .optional();
  }

  private static Content uploaded(RecordCipher cipher, String whatsappId, byte[] record) {
    try {
      return Content.parseFrom(cipher.open(Kind.UPLOADED_CONTENT, whatsappId, record));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected a Content of message " + whatsappId, e);
    }
  }

  private static OutgoingMessage outgoing(byte[] bytes) {
    try {
      return OutgoingMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Expected an OutgoingMessage in the view", e);
    }
  }

  /// Whether a command that cannot be repeated was begun before, by whatever worker.
  public boolean isBegun(OwnedSession session, String commandId) {
    return jdbc.sql(IS_BEGUN).params(session.id(), commandId).query(Boolean.class).single();
  }

  /// Status of a row of api-service, in lower case; empty where there is no such row, or no view.
  public Optional<String> messageStatus(OwnedSession session, UUID message) {
    try {
      return jdbc.sql(MESSAGE_STATUS)
          .params(message, session.id(), session.tenant())
          .query(String.class)
          .optional();
    } catch (BadSqlGrammarException e) {
      return Optional.empty();
    }
  }
}
