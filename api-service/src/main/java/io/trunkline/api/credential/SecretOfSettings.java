package io.trunkline.api.credential;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.Secret;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.tenant.Quotas;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.contract.Caller.Scope;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The API key that the setting `API_SECRET` names, as notify's users have it. It is the first
/// tenant's, may do everything there, and replaces its predecessor at every start.
@Component
class SecretOfSettings {
  /// Of the tenant that is made where there is none yet.
  private static final String FIRST_TENANT = "default";

  private static final String NAME = "API_SECRET";
  private static final UUID ID = UUID.nameUUIDFromBytes(NAME.getBytes(StandardCharsets.US_ASCII));
  private static final String FIRST =
      """
      SELECT id FROM tenants WHERE state <> 'deleting' AND name <> ?
      ORDER BY created_at, id LIMIT 1
      """;
  private static final String SEED =
      """
      INSERT INTO api_keys (id, tenant_id, name, secret_hash, scopes, created_at)
      VALUES (:id, :tenant, :name, :hash, :scopes, :now)
      ON CONFLICT (id) DO UPDATE
      SET secret_hash = excluded.secret_hash, created_at = excluded.created_at, last_used_at = NULL
      WHERE api_keys.secret_hash <> excluded.secret_hash
      """;

  private final Secret seed;
  private final Jobs jobs;
  private final Tenants tenants;
  private final Clock clock;

  SecretOfSettings(GatewaySettings settings, Jobs jobs, Tenants tenants, Clock clock) {
    this.seed = settings.apiSecret();
    this.jobs = jobs;
    this.tenants = tenants;
    this.clock = clock;
  }

  @EventListener(ApplicationStartedEvent.class)
  void seed() {
    if (seed.isEmpty()) {
      return;
    }
    var tenant = first().or(this::made).orElseThrow();
    jobs.run(
        jdbc ->
            jdbc.sql(SEED)
                .param("id", ID)
                .param("tenant", tenant)
                .param("name", NAME)
                .param("hash", Hashes.sha256(seed.reveal()))
                .param("scopes", Stream.of(Scope.values()).map(Scope::name).toArray(String[]::new))
                .param("now", Timestamp.from(clock.instant()))
                .update());
  }

  private Optional<UUID> first() {
    return jobs.compute(SecretOfSettings::first);
  }

  private static Optional<UUID> first(JdbcClient jdbc) {
    return jdbc.sql(FIRST).param(Tenant.ANONYMOUS).query(UUID.class).optional();
  }

  private Optional<UUID> made() {
    try {
      return Optional.of(tenants.create(FIRST_TENANT, Tenant.DEFAULT_COUNTRY, Quotas.NONE).id());
    } catch (Failure e) {
      // Another instance that starts made it in between.
      if (e.problem() != Problem.TENANT_EXISTS) {
        throw e;
      }
      return first();
    }
  }
}
