package io.trunkline.api.consent;

import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.paced.NotificationLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The consents of a tenant's recipients, shared by all its sessions.
@Service
public class Consents {
  private static final String LIST =
      """
      SELECT phone, opt_in, opt_in_at FROM consents
      WHERE tenant_id = :tenant AND phone > :after
        AND (cast(:optIn AS text) IS NULL OR opt_in = :optIn)
        AND (cast(:phone AS text) IS NULL OR phone LIKE :phone || '%')
      ORDER BY phone LIMIT :limit
      """;
  private static final String SET =
      """
      INSERT INTO consents (tenant_id, phone, opt_in, opt_in_at, created_at)
      VALUES (:tenant, :phone, :optIn, :at, :now)
      ON CONFLICT (tenant_id, phone) DO UPDATE SET opt_in = excluded.opt_in,
        opt_in_at = excluded.opt_in_at, prompt_open = false
      """;
  private static final String COUNTS =
      """
      SELECT opt_in, count(*) AS recipients FROM consents WHERE tenant_id = :tenant GROUP BY opt_in
      """;
  private static final String TEXTS =
      """
      SELECT prompt, confirmed, declined, auto_reply, site FROM consent_texts
      WHERE tenant_id = :tenant
      """;
  private static final String SET_TEXTS =
      """
      INSERT INTO consent_texts (tenant_id, prompt, confirmed, declined, auto_reply, site)
      VALUES (:tenant, :prompt, :confirmed, :declined, :autoReply, :site)
      ON CONFLICT (tenant_id) DO UPDATE SET prompt = excluded.prompt,
        confirmed = excluded.confirmed, declined = excluded.declined,
        auto_reply = excluded.auto_reply, site = excluded.site
      """;

  private final TenantTransactions transactions;
  private final JdbcClient jdbc;
  private final Clock clock;

  Consents(TenantTransactions transactions, JdbcClient jdbc, Clock clock) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// In order of their numbers.
  ///
  /// @param phone how the number begins
  /// @param after number of the last one seen; empty at the beginning
  public List<Consent> list(
      UUID tenant, Optional<OptIn> optIn, Optional<String> phone, String after, int limit) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(LIST)
                .param("tenant", tenant)
                .param("after", after)
                .param("optIn", optIn.map(OptIn::slug).orElse(null), Types.VARCHAR)
                .param("phone", phone.orElse(null), Types.VARCHAR)
                .param("limit", limit)
                .query((row, _) -> consent(row))
                .list());
  }

  /// Set by the tenant's staff: `YES`, or back to `PENDING`, as if nothing was said.
  public Consent set(UUID tenant, String phone, OptIn optIn) {
    var now = clock.instant();
    return transactions.in(tenant, () -> set(jdbc, tenant, phone, optIn, now));
  }

  /// Within the transaction that `jdbc` is in; what waits for the recipient leaves or never does.
  static Consent set(JdbcClient jdbc, UUID tenant, String phone, OptIn optIn, Instant now) {
    var at = optIn == OptIn.PENDING ? Optional.<Instant>empty() : Optional.of(now);
    jdbc.sql(SET)
        .param("tenant", tenant)
        .param("phone", phone)
        .param("optIn", optIn.slug())
        .param("at", at.map(Timestamp::from).orElse(null), Types.TIMESTAMP)
        .param("now", Timestamp.from(now))
        .update();
    switch (optIn) {
      case YES -> NotificationLog.wake(jdbc, tenant, phone, now);
      case NO -> NotificationLog.optOut(jdbc, tenant, phone);
      case PENDING -> {}
    }
    return new Consent(phone, optIn, at);
  }

  public ConsentTexts texts(UUID tenant) {
    return transactions.in(tenant, () -> texts(jdbc, tenant));
  }

  /// The tenant's own wording; what is absent is as this version has it.
  public record OwnTexts(
      Optional<String> prompt,
      Optional<String> confirmed,
      Optional<String> declined,
      Optional<String> autoReply,
      Optional<String> site) {}

  /// @return as they are then
  public ConsentTexts setTexts(UUID tenant, OwnTexts texts) {
    return transactions.in(
        tenant,
        () -> {
          jdbc.sql(SET_TEXTS)
              .param("tenant", tenant)
              .param("prompt", texts.prompt().orElse(null), Types.VARCHAR)
              .param("confirmed", texts.confirmed().orElse(null), Types.VARCHAR)
              .param("declined", texts.declined().orElse(null), Types.VARCHAR)
              .param("autoReply", texts.autoReply().orElse(null), Types.VARCHAR)
              .param("site", texts.site().orElse(null), Types.VARCHAR)
              .update();
          return texts(jdbc, tenant);
        });
  }

  /// How many recipients said what.
  public Map<OptIn, Long> counts(UUID tenant) {
    var counts = new EnumMap<OptIn, Long>(OptIn.class);
    transactions.run(
        tenant,
        () ->
            jdbc.sql(COUNTS)
                .param("tenant", tenant)
                .query(
                    row -> {
                      counts.put(OptIn.ofSlug(row.getString("opt_in")), row.getLong("recipients"));
                    }));
    return counts;
  }

  static ConsentTexts texts(JdbcClient jdbc, UUID tenant) {
    return jdbc.sql(TEXTS)
        .param("tenant", tenant)
        .query(
            (row, _) ->
                new ConsentTexts(
                    own(row, "prompt").orElse(ConsentTexts.STANDARD.prompt()),
                    own(row, "confirmed").orElse(ConsentTexts.STANDARD.confirmed()),
                    own(row, "declined").orElse(ConsentTexts.STANDARD.declined()),
                    own(row, "auto_reply").orElse(ConsentTexts.STANDARD.autoReply()),
                    own(row, "site")))
        .optional()
        .orElse(ConsentTexts.STANDARD);
  }

  private static Optional<String> own(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Consent consent(ResultSet row) throws SQLException {
    return new Consent(
        row.getString("phone"),
        OptIn.ofSlug(row.getString("opt_in")),
        Optional.ofNullable(row.getTimestamp("opt_in_at")).map(Timestamp::toInstant));
  }
}
