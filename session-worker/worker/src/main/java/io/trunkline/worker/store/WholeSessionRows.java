package io.trunkline.worker.store;

import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.worker.secret.RecordCipher.Kind;
import java.util.HashMap;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads a session at once, for an export. Blocks; every method throws Spring's
/// `DataAccessException` where the database does not answer. Exact only while the session is
/// closed.
final class WholeSessionRows {
  private static final String RATCHETS =
      "SELECT name, device, record, reserved_until FROM signal_session WHERE session_id = ?";
  private static final String IDENTITIES =
      "SELECT name, device, public_key FROM identity WHERE session_id = ?";
  private static final String PRE_KEYS =
      "SELECT id, record, is_uploaded FROM pre_key WHERE session_id = ? ORDER BY id";
  private static final String MAPPINGS = "SELECT pn, lid FROM lid_mapping WHERE session_id = ?";

  private final JdbcClient jdbc;
  private final SessionRows rows;

  WholeSessionRows(JdbcClient jdbc, SessionRows rows) {
    this.jdbc = jdbc;
    this.rows = rows;
  }

  Optional<WholeSession> find(OwnedSession session) {
    var cipher = session.cipher();
    return rows.load(session)
        .map(
            stored -> {
              var ratchets = new HashMap<SignalAddress, StoredRatchet>();
              jdbc.sql(RATCHETS)
                  .param(session.id())
                  .query(
                      row -> {
                        var address = new SignalAddress(row.getString(1), row.getInt(2));
                        byte[] record =
                            cipher.open(Kind.SIGNAL_SESSION, address.toString(), row.getBytes(3));
                        ratchets.put(
                            address,
                            new StoredRatchet(SignalSession.decode(record), row.getInt(4)));
                      });
              var identities = new HashMap<SignalAddress, PublicKey>();
              jdbc.sql(IDENTITIES)
                  .param(session.id())
                  .query(
                      row -> {
                        identities.put(
                            new SignalAddress(row.getString(1), row.getInt(2)),
                            PublicKey.of(row.getBytes(3)));
                      });
              var preKeys =
                  jdbc.sql(PRE_KEYS)
                      .param(session.id())
                      .query(
                          (row, _) ->
                              new WholeSession.OwnPreKey(
                                  StoredForms.decodePreKey(
                                      row.getInt(1),
                                      cipher.open(Kind.PRE_KEY, row.getString(1), row.getBytes(2))),
                                  row.getBoolean(3)))
                      .list();
              var mappings =
                  jdbc.sql(MAPPINGS)
                      .param(session.id())
                      .query(
                          (row, _) ->
                              new LidMapping(
                                  Jid.parse(row.getString(1)), Jid.parse(row.getString(2))))
                      .list();
              return new WholeSession(stored, ratchets, identities, preKeys, mappings);
            });
  }
}
