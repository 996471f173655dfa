package io.trunkline.api.contact;

import io.trunkline.api.database.TenantTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads the contacts of sessions. PostgreSQL answers all of it; no worker is asked.
@Service
public class Contacts {
  private static final String COLUMNS =
      """
      SELECT pn, lid, name, first_name, saved, push_name, is_business FROM contacts
      WHERE tenant_id = :tenant AND session_id = :session
      """;
  private static final String COUNT =
      "SELECT count(*) FROM contacts WHERE tenant_id = :tenant AND session_id = :session";

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;

  Contacts(JdbcClient jdbc, TenantTransactions transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  public record Page(List<Contact> contacts, long total) {}

  /// By name; those without one by their number.
  public Page page(UUID tenant, UUID session, int limit, long offset) {
    return transactions.in(
        tenant,
        () ->
            new Page(
                jdbc.sql(COLUMNS + " ORDER BY sort_name, id LIMIT :limit OFFSET :offset")
                    .param("tenant", tenant)
                    .param("session", session)
                    .param("limit", limit)
                    .param("offset", offset)
                    .query((row, _) -> contact(row))
                    .list(),
                jdbc.sql(COUNT)
                    .param("tenant", tenant)
                    .param("session", session)
                    .query(Long.class)
                    .single()));
  }

  /// @param jid a phone-number JID or a LID
  public Optional<Contact> find(UUID tenant, UUID session, String jid) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(COLUMNS + " AND (pn = :jid OR lid = :jid)")
                .param("tenant", tenant)
                .param("session", session)
                .param("jid", jid)
                .query((row, _) -> contact(row))
                .optional());
  }

  private static Contact contact(ResultSet row) throws SQLException {
    return new Contact(
        Optional.ofNullable(row.getString("pn")),
        Optional.ofNullable(row.getString("lid")),
        Optional.ofNullable(row.getString("name")),
        Optional.ofNullable(row.getString("first_name")),
        row.getBoolean("saved"),
        Optional.ofNullable(row.getString("push_name")),
        row.getBoolean("is_business"));
  }
}
