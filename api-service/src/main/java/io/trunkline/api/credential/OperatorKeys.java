package io.trunkline.api.credential;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.Secret;
import io.trunkline.api.database.Jobs;
import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// The operator's keys. The one from the settings replaces its predecessor at every start.
@Component
class OperatorKeys {
  private static final String SEED =
      """
      INSERT INTO operator_keys (name, secret_hash, created_at) VALUES ('settings', ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET secret_hash = excluded.secret_hash, created_at = excluded.created_at, last_used_at = NULL
      WHERE operator_keys.secret_hash <> excluded.secret_hash
      """;

  private final Secret seed;
  private final Jobs jobs;
  private final Clock clock;

  OperatorKeys(GatewaySettings settings, Jobs jobs, Clock clock) {
    this.seed = settings.adminKey();
    this.jobs = jobs;
    this.clock = clock;
  }

  @EventListener(ApplicationStartedEvent.class)
  void seed() {
    if (seed.isEmpty()) {
      return;
    }
    jobs.run(
        jdbc ->
            jdbc.sql(SEED)
                .param(Hashes.sha256(seed.reveal()))
                .param(Timestamp.from(clock.instant()))
                .update());
  }
}
