package io.trunkline.worker.store;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.store.AppStateChange;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.GroupChange;
import io.trunkline.whatsapp.client.store.GroupDevice;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredSecret;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.worker.secret.RecordCipher.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// The statements of one transaction, each prepared once and sent as one batch. Holds at most one
/// write of a session, so that only the order of the statements matters: it is that of
/// [StoreChange].
final class WriteBatch {
  private enum Statement {
    CREATE(
        """
        INSERT INTO session (id, tenant_id, shard, desired, device_name, link_command,
          reconnect_limit)
        VALUES (?, ?, ?, 'running', ?, ?, ?)
        """),
    LINK(
        """
        UPDATE session
        SET desired = 'running', device_name = ?, link_command = ?, reconnect_limit = ?
        WHERE id = ?
        """),
    CONFIGURE("UPDATE session SET config = ?, proxy = ? WHERE id = ?"),
    START("UPDATE session SET desired = 'running', reconnect_limit = ? WHERE id = ?"),
    // Longer than a topic keeps a command.
    FORGET_BEGUN(
        """
        DELETE FROM begun_command
        WHERE session_id = ? AND begun_at < now() - interval '14 days'
        """),
    BEGUN("INSERT INTO begun_command (session_id, command_id) VALUES (?, ?)"),
    DESIRE("UPDATE session SET desired = ? WHERE id = ?"),
    ERASE_SESSION(
        """
        UPDATE session
        SET credentials = NULL, is_paired = false, routing_info = NULL, highest_pre_key = 0,
            is_stock_lost = false
        WHERE id = ?
        """),
    ERASE_SIGNAL("DELETE FROM signal_session WHERE session_id = ?"),
    ERASE_IDENTITIES("DELETE FROM identity WHERE session_id = ?"),
    ERASE_PRE_KEYS("DELETE FROM pre_key WHERE session_id = ?"),
    ERASE_MAPPINGS("DELETE FROM lid_mapping WHERE session_id = ?"),
    ERASE_DEVICES("DELETE FROM device_list WHERE session_id = ?"),
    ERASE_SECRETS("DELETE FROM message_secret WHERE session_id = ?"),
    ERASE_SYNC_KEYS("DELETE FROM sync_key WHERE session_id = ?"),
    ERASE_KEY_REQUESTS("DELETE FROM sync_key_request WHERE session_id = ?"),
    ERASE_APP_STATE("DELETE FROM app_state WHERE session_id = ?"),
    ERASE_MACS("DELETE FROM app_state_mac WHERE session_id = ?"),
    ERASE_OWN_SENDER_KEYS("DELETE FROM own_sender_key WHERE session_id = ?"),
    ERASE_HOLDERS("DELETE FROM sender_key_holder WHERE session_id = ?"),
    ERASE_SENDER_KEYS("DELETE FROM sender_key WHERE session_id = ?"),
    ERASE_MEMBERS("DELETE FROM group_members WHERE session_id = ?"),
    FORGET_SENDER_KEYS("DELETE FROM sender_key WHERE session_id = ? AND name = ?"),
    UNMARK_USER("UPDATE sender_key_holder SET has_key = false WHERE session_id = ? AND name = ?"),
    CLEAR_HOLDERS("DELETE FROM sender_key_holder WHERE session_id = ? AND group_jid = ?"),
    UNMARK(
        """
        UPDATE sender_key_holder SET has_key = false
        WHERE session_id = ? AND name = ? AND device = ?
        """),
    REMOVE_SENDER_KEY(
        """
        DELETE FROM sender_key
        WHERE session_id = ? AND group_jid = ? AND name = ? AND device = ?
        """),
    REMOVE_MEMBERS("DELETE FROM group_members WHERE session_id = ? AND group_jid = ?"),
    ERASE_TOKENS("DELETE FROM contact_token WHERE session_id = ?"),
    ERASE_CONTACTS("DELETE FROM contact WHERE session_id = ?"),
    REMOVE_CONTACT("DELETE FROM contact WHERE session_id = ? AND user_jid = ?"),
    PUT_CONTACT(
        """
        INSERT INTO contact (session_id, user_jid) VALUES (?, ?)
        ON CONFLICT (session_id, user_jid) DO NOTHING
        """),
    FORGET_SIGNAL("DELETE FROM signal_session WHERE session_id = ? AND name = ?"),
    FORGET_IDENTITY("DELETE FROM identity WHERE session_id = ? AND name = ?"),
    REMOVE_SIGNAL("DELETE FROM signal_session WHERE session_id = ? AND name = ? AND device = ?"),
    REMOVE_IDENTITY("DELETE FROM identity WHERE session_id = ? AND name = ? AND device = ?"),
    CREDENTIALS("UPDATE session SET credentials = ?, is_paired = ? WHERE id = ?"),
    CONNECTION("UPDATE session SET connection = ? WHERE id = ?"),
    ROUTING("UPDATE session SET routing_info = ? WHERE id = ?"),
    PUT_SIGNAL(
        """
        INSERT INTO signal_session (session_id, name, device, record, reserved_until)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (session_id, name, device) DO UPDATE
        SET record = excluded.record, reserved_until = excluded.reserved_until
        """),
    PUT_IDENTITY(
        """
        INSERT INTO identity (session_id, name, device, public_key) VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, name, device) DO UPDATE SET public_key = excluded.public_key
        """),
    // A first link adds 812 of them, so each change is one statement, not one for each key.
    ADD_PRE_KEYS(
        """
        INSERT INTO pre_key (session_id, id, record) SELECT ?, added.* FROM unnest(?, ?) AS added
        """),
    HIGHEST_PRE_KEY(
        "UPDATE session SET highest_pre_key = greatest(highest_pre_key, ?) WHERE id = ?"),
    CONSUME_PRE_KEYS("DELETE FROM pre_key WHERE session_id = ? AND id = ANY (?)"),
    STOCKED("UPDATE session SET is_stock_lost = false WHERE id = ? AND is_stock_lost"),
    UPLOADED_PRE_KEYS(
        "UPDATE pre_key SET is_uploaded = true WHERE session_id = ? AND id = ANY (?)"),
    UNMAP("DELETE FROM lid_mapping WHERE session_id = ? AND (pn = ? OR lid = ?)"),
    MAP("INSERT INTO lid_mapping (session_id, pn, lid) VALUES (?, ?, ?)"),
    REMOVE_DEVICES("DELETE FROM device_list WHERE session_id = ? AND user_jid = ?"),
    PUT_DEVICES(
        """
        INSERT INTO device_list (session_id, user_jid, devices, fetched_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, user_jid) DO UPDATE
        SET devices = excluded.devices, fetched_at = excluded.fetched_at
        """),
    // At each connect, which is often enough for what is kept for weeks.
    DROP_OLD_SECRETS(
        """
        DELETE FROM message_secret
        WHERE session_id = ? AND kept_at < now() - make_interval(days => ?)
        """),
    PUT_SECRET(
        """
        INSERT INTO message_secret (session_id, name, record, kept_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, name) DO NOTHING
        """),
    PUT_SYNC_KEY(
        """
        INSERT INTO sync_key (session_id, key_id, record) VALUES (?, ?, ?)
        ON CONFLICT (session_id, key_id) DO UPDATE SET record = excluded.record
        """),
    PUT_KEY_REQUEST(
        """
        INSERT INTO sync_key_request (session_id, key_id, requested_at) VALUES (?, ?, ?)
        ON CONFLICT (session_id, key_id) DO UPDATE SET requested_at = excluded.requested_at
        """),
    PUT_APP_STATE(
        """
        INSERT INTO app_state (session_id, collection, version, lt_hash, is_parked)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (session_id, collection) DO UPDATE
        SET version = excluded.version, lt_hash = excluded.lt_hash, is_parked = excluded.is_parked
        """),
    REPLACE_MACS("DELETE FROM app_state_mac WHERE session_id = ? AND collection = ?"),
    REMOVE_MACS(
        """
        DELETE FROM app_state_mac
        WHERE session_id = ? AND collection = ? AND index_mac = ANY (?)
        """),
    // A snapshot has thousands of them, so each change is one statement.
    PUT_MACS(
        """
        INSERT INTO app_state_mac (session_id, collection, index_mac, value_mac)
        SELECT ?, ?, put.* FROM unnest(?, ?) AS put
        ON CONFLICT (session_id, collection, index_mac) DO UPDATE
        SET value_mac = excluded.value_mac
        """),
    PUT_TOKEN(
        """
        INSERT INTO contact_token (session_id, user_jid, record) VALUES (?, ?, ?)
        ON CONFLICT (session_id, user_jid) DO UPDATE SET record = excluded.record
        """),
    PUT_OWN_SENDER_KEY(
        """
        INSERT INTO own_sender_key (session_id, group_jid, record, reserved_until)
        VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, group_jid) DO UPDATE
        SET record = excluded.record, reserved_until = excluded.reserved_until
        """),
    // A first message tells every device of a group, so each mark is one statement, not one for
    // each device.
    PUT_HOLDERS(
        """
        INSERT INTO sender_key_holder (session_id, group_jid, name, device, has_key)
        SELECT ?, told.*, ? FROM unnest(?, ?, ?) AS told
        ON CONFLICT (session_id, group_jid, name, device) DO UPDATE
        SET has_key = excluded.has_key
        """),
    PUT_SENDER_KEY(
        """
        INSERT INTO sender_key (session_id, group_jid, name, device, record)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (session_id, group_jid, name, device) DO UPDATE SET record = excluded.record
        """),
    PUT_MEMBERS(
        """
        INSERT INTO group_members
          (session_id, group_jid, is_lid, members, expiration_s, fetched_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (session_id, group_jid) DO UPDATE
        SET is_lid = excluded.is_lid, members = excluded.members,
          expiration_s = excluded.expiration_s, fetched_at = excluded.fetched_at
        """),
    INBOX(
        """
        INSERT INTO inbox (session_id, event_id, sequence, record) VALUES (?, ?, ?, ?)
        ON CONFLICT (session_id, event_id) DO NOTHING
        """),
    FORGET_UPLOADED(
        """
        DELETE FROM uploaded_content
        WHERE session_id = ? AND uploaded_at < now() - interval '15 days'
        """),
    PUT_UPLOADED(
        """
        INSERT INTO uploaded_content (session_id, whatsapp_id, record) VALUES (?, ?, ?)
        ON CONFLICT (session_id, whatsapp_id) DO NOTHING
        """),
    DELETE("DELETE FROM session WHERE id = ?"),
    SHRED(
        """
        DELETE FROM tenant_key k WHERE tenant_id = ?
        AND NOT EXISTS (SELECT FROM session s WHERE s.tenant_id = k.tenant_id)
        """);

    final String sql;

    Statement(String sql) {
      this.sql = sql;
    }
  }

  private final Connection connection;
  private final Map<Statement, PreparedStatement> prepared = new EnumMap<>(Statement.class);

  WriteBatch(Connection connection) {
    this.connection = connection;
  }

  void add(OwnedSession session, SessionWrite write) throws SQLException {
    var id = session.id();
    switch (write) {
      case SessionWrite.Created(var deviceName, var linkCommand, var limit) ->
          add(
              Statement.CREATE,
              id,
              session.tenant(),
              session.shard().number(),
              deviceName,
              linkCommand,
              limit);
      case SessionWrite.Linked(var deviceName, var linkCommand, var limit) ->
          add(Statement.LINK, deviceName, linkCommand, limit, id);
      case SessionWrite.Started(var limit) -> add(Statement.START, limit, id);
      case SessionWrite.Begun(var commandId) -> {
        add(Statement.FORGET_BEGUN, id);
        add(Statement.BEGUN, id, commandId);
      }
      case SessionWrite.Configured(var config) -> {
        byte[] proxy = config.proxyUrl().getBytes(StandardCharsets.UTF_8);
        byte[] record = proxy.length == 0 ? null : session.cipher().seal(Kind.PROXY, "", proxy);
        add(Statement.CONFIGURE, config.told().toByteArray(), record, id);
      }
      case SessionWrite.Desired(var state) -> add(Statement.DESIRE, state.column(), id);
      case SessionWrite.Uploaded(var whatsappId, var content) -> {
        add(Statement.FORGET_UPLOADED, id);
        byte[] record =
            session.cipher().seal(Kind.UPLOADED_CONTENT, whatsappId, content.toByteArray());
        add(Statement.PUT_UPLOADED, id, whatsappId, record);
      }
      case SessionWrite.Unlinked() -> {
        add(Statement.DESIRE, DesiredState.LOGGED_OUT.column(), id);
        erase(id);
      }
      case SessionWrite.Deleted() -> {
        add(Statement.DELETE, id);
        add(Statement.SHRED, session.tenant());
      }
      case SessionWrite.Changed(var change, var inbox) -> {
        add(session, change);
        for (var event : inbox) {
          byte[] record =
              session.cipher().seal(Kind.INBOX, event.id(), event.event().toByteArray());
          add(Statement.INBOX, id, event.id(), event.sequence(), record);
        }
      }
    }
  }

  private void erase(UUID id) throws SQLException {
    add(Statement.ERASE_SESSION, id);
    add(Statement.ERASE_SIGNAL, id);
    add(Statement.ERASE_IDENTITIES, id);
    add(Statement.ERASE_PRE_KEYS, id);
    add(Statement.ERASE_MAPPINGS, id);
    add(Statement.ERASE_DEVICES, id);
    add(Statement.ERASE_SECRETS, id);
    add(Statement.ERASE_SYNC_KEYS, id);
    add(Statement.ERASE_KEY_REQUESTS, id);
    add(Statement.ERASE_APP_STATE, id);
    add(Statement.ERASE_MACS, id);
    add(Statement.ERASE_OWN_SENDER_KEYS, id);
    add(Statement.ERASE_HOLDERS, id);
    add(Statement.ERASE_SENDER_KEYS, id);
    add(Statement.ERASE_MEMBERS, id);
    add(Statement.ERASE_TOKENS, id);
    add(Statement.ERASE_CONTACTS, id);
  }

  private void add(OwnedSession session, StoreChange change) throws SQLException {
    var id = session.id();
    if (change.erase()) {
      erase(id);
    }
    for (var name : change.forgottenUsers()) {
      add(Statement.FORGET_SIGNAL, id, name);
      add(Statement.FORGET_IDENTITY, id, name);
      add(Statement.FORGET_SENDER_KEYS, id, name);
      add(Statement.UNMARK_USER, id, name);
    }
    for (var address : change.removedRatchets()) {
      add(Statement.REMOVE_SIGNAL, id, address.name(), address.deviceId());
    }
    for (var address : change.removedIdentities()) {
      add(Statement.REMOVE_IDENTITY, id, address.name(), address.deviceId());
    }
    if (change.credentials().isPresent()) {
      addCredentials(session, change.credentials().get());
    }
    if (change.connection().isPresent()) {
      add(Statement.CONNECTION, change.connection().getAsLong(), id);
      add(Statement.DROP_OLD_SECRETS, id, (int) StoredSecret.LIFETIME.toDays());
    }
    if (change.routingInfo().isPresent()) {
      addRouting(session, change.routingInfo().get());
    }
    addSignalState(session, change);
    addPreKeys(session, change);
    addDirectory(id, change);
    addGroups(session, change.groups());
    for (var token : change.contactTokens().values()) {
      String user = token.user().toString();
      byte[] record = session.cipher().seal(Kind.CONTACT_TOKEN, user, StoredForms.encode(token));
      add(Statement.PUT_TOKEN, id, user, record);
    }
    addContacts(id, change);
    addSecrets(session, change);
  }

  private void addContacts(UUID id, StoreChange change) throws SQLException {
    if (change.forgottenContacts()) {
      add(Statement.ERASE_CONTACTS, id);
    }
    for (var contact : change.contacts().entrySet()) {
      add(
          contact.getValue() ? Statement.PUT_CONTACT : Statement.REMOVE_CONTACT,
          id,
          contact.getKey().toString());
    }
  }

  private void addSecrets(OwnedSession session, StoreChange change) throws SQLException {
    for (var secret : change.secrets()) {
      byte[] name = StoredForms.secretName(secret.chat(), secret.whatsappId(), secret.sender());
      byte[] record =
          session
              .cipher()
              .seal(Kind.MESSAGE_SECRET, HexFormat.of().formatHex(name), secret.secret().bytes());
      add(Statement.PUT_SECRET, session.id(), name, record, Timestamp.from(secret.keptAt()));
    }
    addAppState(session, change.appState());
  }

  private void addAppState(OwnedSession session, AppStateChange change) throws SQLException {
    var id = session.id();
    for (var key : change.keys()) {
      byte[] record = session.cipher().seal(Kind.SYNC_KEY, key.id().toString(), key.encode());
      add(Statement.PUT_SYNC_KEY, id, key.id().bytes().toByteArray(), record);
    }
    for (var request : change.requested().entrySet()) {
      byte[] key = request.getKey().bytes().toByteArray();
      add(Statement.PUT_KEY_REQUEST, id, key, Timestamp.from(request.getValue()));
    }
    for (var entry : change.collections().entrySet()) {
      var name = entry.getKey().text();
      var state = entry.getValue().state();
      var macs = entry.getValue().macs();
      boolean isParked = entry.getValue().isParked();
      add(Statement.PUT_APP_STATE, id, name, state.version(), state.hash().bytes(), isParked);
      if (macs.replacesAll()) {
        add(Statement.REPLACE_MACS, id, name);
      }
      if (!macs.removed().isEmpty()) {
        add(Statement.REMOVE_MACS, id, name, bytes(macs.removed()));
      }
      if (!macs.put().isEmpty()) {
        // Key set and values come in one order.
        add(Statement.PUT_MACS, id, name, bytes(macs.put().keySet()), bytes(macs.put().values()));
      }
    }
  }

  private Array bytes(Collection<ByteString> values) throws SQLException {
    return connection.createArrayOf(
        "bytea", values.stream().map(ByteString::toByteArray).toArray(byte[][]::new));
  }

  private void addCredentials(OwnedSession session, Credentials credentials) throws SQLException {
    byte[] record = session.cipher().seal(Kind.CREDENTIALS, "", StoredForms.encode(credentials));
    add(Statement.CREDENTIALS, record, credentials.account().isPresent(), session.id());
  }

  private void addRouting(OwnedSession session, byte[] routing) throws SQLException {
    byte[] record =
        routing.length == 0 ? null : session.cipher().seal(Kind.ROUTING_INFO, "", routing);
    add(Statement.ROUTING, record, session.id());
  }

  private void addSignalState(OwnedSession session, StoreChange change) throws SQLException {
    var id = session.id();
    for (var entry : change.ratchets().entrySet()) {
      var address = entry.getKey();
      var ratchet = entry.getValue();
      byte[] record =
          session
              .cipher()
              .seal(Kind.SIGNAL_SESSION, address.toString(), ratchet.session().encode());
      add(
          Statement.PUT_SIGNAL,
          id,
          address.name(),
          address.deviceId(),
          record,
          ratchet.reservedUntil());
    }
    for (var entry : change.identities().entrySet()) {
      var address = entry.getKey();
      add(Statement.PUT_IDENTITY, id, address.name(), address.deviceId(), entry.getValue().bytes());
    }
  }

  private void addPreKeys(OwnedSession session, StoreChange change) throws SQLException {
    var id = session.id();
    if (!change.addedPreKeys().isEmpty()) {
      var ids = new ArrayList<Integer>();
      var records = new ArrayList<byte[]>();
      for (var preKey : change.addedPreKeys()) {
        var name = Integer.toString(preKey.id());
        ids.add(preKey.id());
        records.add(session.cipher().seal(Kind.PRE_KEY, name, StoredForms.encode(preKey)));
      }
      var sealed = connection.createArrayOf("bytea", records.toArray(byte[][]::new));
      add(Statement.ADD_PRE_KEYS, id, integers(ids), sealed);
      add(Statement.HIGHEST_PRE_KEY, Collections.max(ids), id);
    }
    if (!change.consumedPreKeys().isEmpty()) {
      add(Statement.CONSUME_PRE_KEYS, id, integers(change.consumedPreKeys()));
    }
    if (!change.uploadedPreKeys().isEmpty()) {
      add(Statement.UPLOADED_PRE_KEYS, id, integers(change.uploadedPreKeys()));
      // A single key is one that went with a retry receipt.
      if (change.uploadedPreKeys().size() > 1) {
        add(Statement.STOCKED, id);
      }
    }
  }

  private Array integers(Collection<Integer> values) throws SQLException {
    return connection.createArrayOf("integer", values.toArray());
  }

  private void addDirectory(UUID id, StoreChange change) throws SQLException {
    // Pairs of one change may replace each other, so each is sent by itself, in order.
    for (var mapping : change.mappings()) {
      String pn = mapping.pn().toString();
      String lid = mapping.lid().toString();
      runNow(Statement.UNMAP, id, pn, lid);
      runNow(Statement.MAP, id, pn, lid);
    }
    for (var user : change.removedDeviceLists()) {
      add(Statement.REMOVE_DEVICES, id, user.toString());
    }
    for (var list : change.deviceLists().values()) {
      add(
          Statement.PUT_DEVICES,
          id,
          list.user().toString(),
          StoredForms.encode(list.devices()),
          Timestamp.from(list.fetchedAt()));
    }
  }

  private void addGroups(OwnedSession session, GroupChange change) throws SQLException {
    var id = session.id();
    for (var group : change.clearedHolders()) {
      add(Statement.CLEAR_HOLDERS, id, group.toString());
    }
    for (var device : change.unmarked()) {
      add(Statement.UNMARK, id, device.name(), device.deviceId());
    }
    for (var sender : change.removedSenderKeys()) {
      add(
          Statement.REMOVE_SENDER_KEY,
          id,
          sender.group().toString(),
          sender.device().name(),
          sender.device().deviceId());
    }
    for (var group : change.removedMembers()) {
      add(Statement.REMOVE_MEMBERS, id, group.toString());
    }
    for (var entry : change.ownKeys().entrySet()) {
      var name = entry.getKey().toString();
      var stored = entry.getValue();
      byte[] record = session.cipher().seal(Kind.OWN_SENDER_KEY, name, stored.key().encode());
      add(Statement.PUT_OWN_SENDER_KEY, id, name, record, stored.reservedUntil());
    }
    addHolders(id, change.holders(), true);
    addHolders(id, change.holders(), false);
    for (var entry : change.senderKeys().entrySet()) {
      var sender = entry.getKey();
      byte[] record =
          session
              .cipher()
              .seal(Kind.SENDER_KEY, GroupRows.address(sender), entry.getValue().encode());
      add(
          Statement.PUT_SENDER_KEY,
          id,
          sender.group().toString(),
          sender.device().name(),
          sender.device().deviceId(),
          record);
    }
    for (var members : change.members().values()) {
      add(
          Statement.PUT_MEMBERS,
          id,
          members.group().toString(),
          members.isLid(),
          members.members().stream().map(Jid::toString).collect(Collectors.joining(" ")),
          (int) members.expiration().toSeconds(),
          Timestamp.from(members.fetchedAt()));
    }
  }

  private void addHolders(UUID id, Map<GroupDevice, Boolean> holders, boolean hasKey)
      throws SQLException {
    var some = holders.keySet().stream().filter(holder -> holders.get(holder) == hasKey).toList();
    if (!some.isEmpty()) {
      add(
          Statement.PUT_HOLDERS,
          id,
          hasKey,
          connection.createArrayOf(
              "text", some.stream().map(holder -> holder.group().toString()).toArray()),
          connection.createArrayOf(
              "text", some.stream().map(holder -> holder.device().name()).toArray()),
          integers(some.stream().map(holder -> holder.device().deviceId()).toList()));
    }
  }

  private void add(Statement statement, Object... values) throws SQLException {
    var sql = prepared.get(statement);
    if (sql == null) {
      sql = connection.prepareStatement(statement.sql);
      prepared.put(statement, sql);
    }
    bind(sql, values);
    sql.addBatch();
  }

  private void runNow(Statement statement, Object... values) throws SQLException {
    if (statement == Statement.UNMAP) {
      var erased = prepared.remove(Statement.ERASE_MAPPINGS);
      if (erased != null) {
        runAndClose(erased);
      }
    }
    try (var sql = connection.prepareStatement(statement.sql)) {
      bind(sql, values);
      sql.executeUpdate();
    }
  }

  private static void bind(PreparedStatement sql, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      sql.setObject(i + 1, values[i]);
    }
  }

  /// Sends everything, in the order of the statements.
  void execute() throws SQLException {
    for (var statement : Statement.values()) {
      var sql = prepared.remove(statement);
      if (sql != null) {
        runAndClose(sql);
      }
    }
  }

  private static void runAndClose(PreparedStatement sql) throws SQLException {
    try (sql) {
      sql.executeBatch();
    }
  }
}
