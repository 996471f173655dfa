package io.trunkline.worker.store;

import io.trunkline.whatsapp.client.store.GroupDevice;
import io.trunkline.whatsapp.client.store.GroupMembers;
import io.trunkline.whatsapp.client.store.StoredSenderKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.OwnSenderKey;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import io.trunkline.worker.secret.RecordCipher.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads of what is kept of groups; as [SessionRows].
final class GroupRows {
  private static final String OWN_KEY =
      "SELECT record, reserved_until FROM own_sender_key WHERE session_id = ? AND group_jid = ?";
  private static final String HOLDERS =
      """
      SELECT name, device, has_key FROM sender_key_holder WHERE session_id = ? AND group_jid = ?
      """;
  private static final String SENDER_KEYS =
      """
      SELECT group_jid, name, device, record FROM sender_key
      WHERE session_id = ? AND (group_jid, name, device) IN
        (SELECT * FROM unnest(?::text[], ?::text[], ?::integer[]))
      """;
  private static final String MEMBERS =
      """
      SELECT is_lid, members, expiration_s, fetched_at FROM group_members
      WHERE session_id = ? AND group_jid = ?
      """;

  private final JdbcClient jdbc;

  GroupRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<StoredSenderKey> ownSenderKey(OwnedSession session, Jid group) {
    var name = group.toString();
    return jdbc.sql(OWN_KEY)
        .params(session.id(), name)
        .query(
            (row, _) ->
                new StoredSenderKey(
                    OwnSenderKey.decode(
                        session.cipher().open(Kind.OWN_SENDER_KEY, name, row.getBytes(1))),
                    row.getInt(2)))
        .optional();
  }

  Map<SignalAddress, Boolean> holders(OwnedSession session, Jid group) {
    var found = new HashMap<SignalAddress, Boolean>();
    jdbc.sql(HOLDERS)
        .params(session.id(), group.toString())
        .query(
            row -> {
              found.put(new SignalAddress(row.getString(1), row.getInt(2)), row.getBoolean(3));
            });
    return found;
  }

  Map<GroupDevice, SenderKeyRecord> senderKeys(
      OwnedSession session, Collection<GroupDevice> senders) {
    var groups = senders.stream().map(sender -> sender.group().toString()).toArray(String[]::new);
    var names = senders.stream().map(sender -> sender.device().name()).toArray(String[]::new);
    var devices =
        senders.stream().map(sender -> sender.device().deviceId()).toArray(Integer[]::new);
    var found = new HashMap<GroupDevice, SenderKeyRecord>();
    jdbc.sql(SENDER_KEYS)
        .params(session.id(), groups, names, devices)
        .query(
            row -> {
              var sender =
                  new GroupDevice(
                      Jid.parse(row.getString(1)),
                      new SignalAddress(row.getString(2), row.getInt(3)));
              byte[] record =
                  session.cipher().open(Kind.SENDER_KEY, address(sender), row.getBytes(4));
              found.put(sender, SenderKeyRecord.decode(record));
            });
    return found;
  }

  /// What binds the record of a received key to its place.
  static String address(GroupDevice sender) {
    return sender.group() + " " + sender.device();
  }

  Optional<GroupMembers> members(OwnedSession session, Jid group) {
    return jdbc.sql(MEMBERS)
        .params(session.id(), group.toString())
        .query(
            (row, _) ->
                new GroupMembers(
                    group,
                    row.getBoolean(1),
                    jids(row.getString(2)),
                    Duration.ofSeconds(row.getInt(3)),
                    row.getTimestamp(4).toInstant()))
        .optional();
  }

  private static List<Jid> jids(String text) {
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(" ", -1)).map(Jid::parse).toList();
  }
}
