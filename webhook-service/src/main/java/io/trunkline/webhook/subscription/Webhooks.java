package io.trunkline.webhook.subscription;

import io.trunkline.webhook.Secret;
import io.trunkline.webhook.database.Jobs;
import io.trunkline.webhook.database.TenantTransactions;
import io.trunkline.webhook.event.Format;
import io.trunkline.webhook.event.PublicEvent;
import io.trunkline.webhook.seal.Seal;
import io.trunkline.webhook.web.Failure;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The store of webhooks. Secrets and headers are kept sealed and leave by [#target] only.
@Component
public class Webhooks {
  /// How long a secret goes on signing after it was replaced.
  public static final Duration SECRET_OVERLAP = Duration.ofHours(24);

  /// How long an `Idempotency-Key` stands for what it made.
  private static final Duration KEY_LIFETIME = Duration.ofHours(24);

  static final String SECRET = "secret";
  static final String HEADERS = "headers";
  private static final String COLUMNS =
      "id, tenant_id, url, events, sessions, except_sessions, format, ordered, created_at,"
          + " updated_at";
  private static final String INSERT =
      """
      INSERT INTO webhooks (id, tenant_id, url, events, sessions, format, ordered, secret, headers,
                            created_at, updated_at)
      VALUES (:id, :tenant, :url, :events, :sessions, :format, :ordered, :secret, :headers,
              :now, :now)
      """;
  private static final String SEED = INSERT + "ON CONFLICT (id) DO UPDATE SET url = excluded.url";
  private static final String INSERT_ONCE = INSERT + "ON CONFLICT (id) DO NOTHING";
  private static final String EXCEPT =
      """
      UPDATE webhooks SET except_sessions = CASE
        WHEN :except AND NOT :session = ANY (except_sessions)
          THEN array_append(except_sessions, :session)
        WHEN NOT :except THEN array_remove(except_sessions, :session)
        ELSE except_sessions END
      WHERE id = :id
      """;
  private static final String UPDATE =
      """
      UPDATE webhooks SET url = :url, events = :events, sessions = :sessions, format = :format,
                          ordered = :ordered, headers = coalesce(:headers, headers),
                          updated_at = :now
      WHERE id = :id
      """;
  // Both secrets are sealed as one field, so the old ciphertext can move to the other column.
  private static final String ROTATE =
      """
      UPDATE webhooks SET previous_secret = secret, previous_secret_until = :until,
                          secret = :secret, updated_at = :now
      WHERE id = :id
      """;
  private static final String OF_TENANTS =
      "SELECT " + COLUMNS + " FROM webhooks WHERE tenant_id = ANY (:tenants)";
  private static final String TARGET =
      """
      SELECT tenant_id, url, format, ordered, secret, headers, previous_secret,
             previous_secret_until
      FROM webhooks WHERE id = :id
      """;

  private final TenantTransactions tenants;
  private final Jobs jobs;
  private final Seal seal;
  private final JsonMapper json;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Webhooks(TenantTransactions tenants, Jobs jobs, Seal seal, JsonMapper json, Clock clock) {
    this.tenants = tenants;
    this.jobs = jobs;
    this.seal = seal;
    this.json = json;
    this.clock = clock;
  }

  /// A webhook together with its secret, which is shown this once.
  public record Created(Webhook webhook, Secret secret) {}

  public Created create(UUID tenant, WebhookFields fields) {
    var id = UUID.randomUUID();
    var secret = fields.secret().map(Secret::of).orElseGet(this::newSecret);
    tenants.in(tenant, jdbc -> insert(jdbc.sql(INSERT), tenant, id, fields, secret));
    return new Created(find(tenant, id).orElseThrow(), secret);
  }

  /// As [#create], but the same under the same key within a day gives the same webhook, so that a
  /// request whose reply got lost can be repeated. The webhook's id is made from the key.
  ///
  /// @throws Failure where the key named another webhook
  public Created createOnce(UUID tenant, String key, WebhookFields fields) {
    var id = UUID.nameUUIDFromBytes((tenant + "/" + key).getBytes(StandardCharsets.UTF_8));
    var secret = fields.secret().map(Secret::of).orElseGet(this::newSecret);
    var isNew =
        tenants.in(tenant, jdbc -> insert(jdbc.sql(INSERT_ONCE), tenant, id, fields, secret)) > 0;
    var known = find(tenant, id).orElseThrow();
    if (isNew) {
      return new Created(known, secret);
    }
    if (known.createdAt().isBefore(clock.instant().minus(KEY_LIFETIME))) {
      return create(tenant, fields);
    }
    var target = target(id).orElseThrow();
    if (!asks(fields, known, target)) {
      throw new Failure(
          409, "idempotency_key_reused", "The Idempotency-Key was used for another request");
    }
    return new Created(known, target.secrets().getFirst());
  }

  private static boolean asks(WebhookFields fields, Webhook known, Target target) {
    return fields.url().equals(known.url())
        && fields.events().equals(known.events())
        && fields.sessions().equals(known.sessions())
        && fields.format() == known.format()
        && fields.ordered() == known.ordered()
        && fields.headers().orElse(Map.of()).keySet().equals(target.headers().keySet())
        && fields
            .secret()
            .map(secret -> secret.equals(target.secrets().getFirst().reveal()))
            .orElse(true);
  }

  private int insert(
      JdbcClient.StatementSpec statement,
      UUID tenant,
      UUID id,
      WebhookFields fields,
      Secret secret) {
    return statement
        .param("id", id)
        .param("tenant", tenant)
        .param("url", fields.url())
        .param("events", fields.events().toArray(String[]::new))
        .param("sessions", fields.sessions().toArray(String[]::new))
        .param("format", fields.format().text())
        .param("ordered", fields.ordered())
        .param("secret", sealSecret(tenant, id, secret))
        .param("headers", sealHeaders(tenant, id, fields.headers().orElse(Map.of())))
        .param("now", now())
        .update();
  }

  /// Makes or moves a webhook that a setting asks for, within the caller's transaction of [Jobs].
  public void seed(JdbcClient jdbc, Seed seed) {
    var fields =
        new WebhookFields(
            seed.url(),
            List.of(PublicEvent.ANY),
            seed.sessions(),
            Format.WWEBJS,
            true,
            Optional.empty(),
            Optional.empty());
    var secret = seed.secret().isEmpty() ? newSecret() : seed.secret();
    insert(jdbc.sql(SEED), seed.tenant(), Seed.id(seed.tenant(), seed.name()), fields, secret);
  }

  /// Removes what [#seed] made.
  public void unseed(JdbcClient jdbc, UUID id) {
    jdbc.sql("DELETE FROM webhooks WHERE id = :id").param("id", id).update();
  }

  /// Leaves a session out of `*`, or takes it in again.
  public void except(JdbcClient jdbc, UUID id, String session, boolean isExcept) {
    jdbc.sql(EXCEPT).param("id", id).param("session", session).param("except", isExcept).update();
  }

  public List<Webhook> list(UUID tenant) {
    return tenants.in(
        tenant,
        jdbc ->
            jdbc.sql("SELECT " + COLUMNS + " FROM webhooks ORDER BY created_at, id")
                .query(Webhooks::webhook)
                .list());
  }

  public Optional<Webhook> find(UUID tenant, UUID id) {
    return tenants.in(
        tenant,
        jdbc ->
            jdbc.sql("SELECT " + COLUMNS + " FROM webhooks WHERE id = :id")
                .param("id", id)
                .query(Webhooks::webhook)
                .optional());
  }

  /// @return empty when there is no such webhook
  public Optional<Webhook> update(UUID tenant, UUID id, WebhookFields fields) {
    var headers = fields.headers().map(given -> sealHeaders(tenant, id, given)).orElse(null);
    var rows =
        tenants.in(
            tenant,
            jdbc ->
                jdbc.sql(UPDATE)
                    .param("id", id)
                    .param("url", fields.url())
                    .param("events", fields.events().toArray(String[]::new))
                    .param("sessions", fields.sessions().toArray(String[]::new))
                    .param("format", fields.format().text())
                    .param("ordered", fields.ordered())
                    .param("headers", headers, java.sql.Types.BINARY)
                    .param("now", now())
                    .update());
    return rows == 0 ? Optional.empty() : find(tenant, id);
  }

  /// @return the new secret; empty when there is no such webhook
  public Optional<Secret> rotateSecret(UUID tenant, UUID id) {
    var secret = newSecret();
    var rows =
        tenants.in(
            tenant,
            jdbc ->
                jdbc.sql(ROTATE)
                    .param("id", id)
                    .param("secret", sealSecret(tenant, id, secret))
                    .param("until", Timestamp.from(clock.instant().plus(SECRET_OVERLAP)))
                    .param("now", now())
                    .update());
    return rows == 0 ? Optional.empty() : Optional.of(secret);
  }

  public boolean delete(UUID tenant, UUID id) {
    return tenants.in(
            tenant,
            jdbc -> jdbc.sql("DELETE FROM webhooks WHERE id = :id").param("id", id).update())
        > 0;
  }

  /// Removes everything of a tenant that is gone.
  public void deleteTenant(JdbcClient jdbc, UUID tenant) {
    jdbc.sql("DELETE FROM webhooks WHERE tenant_id = :tenant").param("tenant", tenant).update();
    jdbc.sql("DELETE FROM session_epochs WHERE tenant_id = :tenant")
        .param("tenant", tenant)
        .update();
  }

  /// For the consumer, within its transaction.
  public List<Webhook> ofTenants(JdbcClient jdbc, Collection<UUID> ids) {
    return jdbc.sql(OF_TENANTS)
        .param("tenants", ids.toArray(UUID[]::new))
        .query(Webhooks::webhook)
        .list();
  }

  /// @return empty when the webhook is gone
  public Optional<Target> target(UUID id) {
    return jobs.compute(
        jdbc -> jdbc.sql(TARGET).param("id", id).query((row, index) -> target(id, row)).optional());
  }

  private Target target(UUID id, ResultSet row) throws SQLException {
    var tenant = row.getObject("tenant_id", UUID.class);
    var secrets = new ArrayList<Secret>();
    secrets.add(openSecret(tenant, id, row.getBytes("secret")));
    var until = row.getTimestamp("previous_secret_until");
    if (until != null && until.toInstant().isAfter(clock.instant())) {
      secrets.add(openSecret(tenant, id, row.getBytes("previous_secret")));
    }
    var headers = new LinkedHashMap<String, Secret>();
    json.readValue(
            seal.open(tenant, id, HEADERS, row.getBytes("headers")),
            new TypeReference<Map<String, String>>() {})
        .forEach((name, value) -> headers.put(name, Secret.of(value)));
    return new Target(
        id,
        row.getString("url"),
        Format.valueOf(row.getString("format").toUpperCase(Locale.ROOT)),
        row.getBoolean("ordered"),
        secrets,
        headers);
  }

  private Secret newSecret() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Secret.of("whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private byte[] sealSecret(UUID tenant, UUID id, Secret secret) {
    return seal.close(tenant, id, SECRET, secret.reveal().getBytes(StandardCharsets.UTF_8));
  }

  private Secret openSecret(UUID tenant, UUID id, byte[] sealed) {
    return Secret.of(new String(seal.open(tenant, id, SECRET, sealed), StandardCharsets.UTF_8));
  }

  private byte[] sealHeaders(UUID tenant, UUID id, Map<String, String> headers) {
    return seal.close(tenant, id, HEADERS, json.writeValueAsBytes(headers));
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }

  private static Webhook webhook(ResultSet row, int index) throws SQLException {
    return new Webhook(
        row.getObject("id", UUID.class),
        row.getObject("tenant_id", UUID.class),
        row.getString("url"),
        texts(row, "events"),
        texts(row, "sessions"),
        texts(row, "except_sessions"),
        Format.valueOf(row.getString("format").toUpperCase(Locale.ROOT)),
        row.getBoolean("ordered"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
