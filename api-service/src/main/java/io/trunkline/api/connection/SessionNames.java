package io.trunkline.api.connection;

import io.trunkline.api.database.Jobs;
import io.trunkline.contract.Topics;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.SessionNamed;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Tells the other services what sessions are called: events of theirs show the name. A row says
/// what has not been told, so a crash or a broker that is away costs a delay or a repetition.
@Component
class SessionNames {
  private static final Logger log = LoggerFactory.getLogger(SessionNames.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String UNTOLD =
      """
      SELECT id, tenant_id, name,
             tenant_id = (SELECT id FROM tenants ORDER BY created_at, id LIMIT 1) AS first_tenant
      FROM connections
      WHERE NOT name_told
        AND CASE WHEN :only::uuid IS NULL THEN created_at < :before ELSE id = :only END
      ORDER BY created_at LIMIT 500
      """;
  private static final String TOLD = "UPDATE connections SET name_told = true WHERE id = ANY(?)";

  private final Jobs jobs;
  private final KafkaTemplate<String, byte[]> kafka;
  private final Clock clock;

  SessionNames(Jobs jobs, KafkaTemplate<String, byte[]> kafka, Clock clock) {
    this.jobs = jobs;
    this.kafka = kafka;
    this.clock = clock;
  }

  private record Untold(UUID id, UUID tenant, String name, boolean ofFirstTenant) {}

  /// Tells the name now, so that it stands on the topic before the session's first event.
  void tell(UUID session) {
    tell(Optional.of(session));
  }

  /// Tells what could not be told before; what is being told just now is left alone.
  @Scheduled(fixedDelayString = "PT2S")
  void tellAll() {
    tell(Optional.empty());
  }

  private void tell(Optional<UUID> only) {
    try {
      var untold = untold(only);
      if (untold.isEmpty()) {
        return;
      }
      for (var sending : untold.stream().map(this::publish).toList()) {
        sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
      var ids = untold.stream().map(Untold::id).toArray(UUID[]::new);
      jobs.run(jdbc -> jdbc.sql(TOLD).param(ids).update());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException
        | TimeoutException
        | org.apache.kafka.common.KafkaException
        | org.springframework.kafka.KafkaException
        | DataAccessException
        | TransactionException e) {
      log.warn("Names of sessions must wait: {}", e.toString());
    }
  }

  private List<Untold> untold(Optional<UUID> only) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(UNTOLD)
                .param("only", only.orElse(null), java.sql.Types.OTHER)
                .param("before", Timestamp.from(clock.instant().minus(PATIENCE)))
                .query(
                    (row, _) ->
                        new Untold(
                            row.getObject("id", UUID.class),
                            row.getObject("tenant_id", UUID.class),
                            row.getString("name"),
                            row.getBoolean("first_tenant")))
                .list());
  }

  private java.util.concurrent.CompletableFuture<?> publish(Untold session) {
    var event =
        Event.newBuilder()
            .setEventId(session.id() + "/named")
            .setTenantId(session.tenant().toString())
            .setSessionId(session.id().toString())
            .setOccurredAtMs(clock.millis())
            .setNamed(
                SessionNamed.newBuilder()
                    .setName(session.name())
                    .setFirstTenant(session.ofFirstTenant()));
    return kafka.send(Topics.EVENTS, session.id().toString(), event.build().toByteArray());
  }
}
