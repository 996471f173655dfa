package io.trunkline.api.tenantlife;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.command.Announcements;
import io.trunkline.api.command.Commands;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.RequestIds;
import io.trunkline.proto.command.Command;
import io.trunkline.proto.command.DeleteSession;
import io.trunkline.proto.command.StartSession;
import io.trunkline.proto.command.StopSession;
import io.trunkline.proto.event.TenantDeleted;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/// Suspends, resumes and deletes tenants. The state changes first, so that nobody can act for the
/// tenant any more; then its sessions' workers are told. Each call may be repeated and then tells
/// them again, so a broker that was away in between costs a repetition and nothing else.
@Service
public class TenantLife {
  private static final Logger log = LoggerFactory.getLogger(TenantLife.class);

  private static final Duration PATIENCE = Duration.ofDays(7);

  private static final String MARK_SUSPENDED =
      "UPDATE connections SET suspended = true WHERE tenant_id = ? AND status = 'connected'";
  private static final String SESSIONS = "SELECT id FROM connections WHERE tenant_id = ?";
  private static final String SUSPENDED =
      "SELECT id FROM connections WHERE tenant_id = ? AND suspended";
  private static final String CLEAR_SUSPENDED =
      "UPDATE connections SET suspended = false WHERE tenant_id = ?";
  private static final String DELETING = "SELECT id FROM tenants WHERE state = 'deleting'";
  private static final String FORGET_REQUESTS = "DELETE FROM idempotency_keys WHERE tenant_id = ?";
  private static final String DELETE = "DELETE FROM tenants WHERE id = ? AND state = 'deleting'";

  private final Tenants tenants;
  private final Jobs jobs;
  private final Commands commands;
  private final Announcements announcements;
  private final Audit audit;
  private final Clock clock;

  TenantLife(
      Tenants tenants,
      Jobs jobs,
      Commands commands,
      Announcements announcements,
      Audit audit,
      Clock clock) {
    this.tenants = tenants;
    this.jobs = jobs;
    this.commands = commands;
    this.announcements = announcements;
    this.audit = audit;
    this.clock = clock;
  }

  /// Closes the tenant's sockets and keeps everything.
  ///
  /// @throws Failure `TENANT_NOT_FOUND`, `GATEWAY_UNAVAILABLE`
  public void suspend(UUID tenant) {
    tenants.get(tenant);
    tenants.enter(tenant, Tenant.State.SUSPENDED);
    jobs.run(jdbc -> jdbc.sql(MARK_SUSPENDED).param(tenant).update());
    for (var session : sessions(SESSIONS, tenant)) {
      commands.publishNow(
          command(tenant, session).setStop(StopSession.getDefaultInstance()).build());
    }
    log.info("Tenant {} suspended", tenant);
  }

  /// Opens the sockets that [#suspend] closed.
  ///
  /// @throws Failure `TENANT_NOT_FOUND`, `GATEWAY_UNAVAILABLE`
  public void resume(UUID tenant) {
    tenants.get(tenant);
    tenants.enter(tenant, Tenant.State.ACTIVE);
    for (var session : sessions(SUSPENDED, tenant)) {
      commands.publishNow(
          command(tenant, session).setStart(StartSession.getDefaultInstance()).build());
    }
    jobs.run(jdbc -> jdbc.sql(CLEAR_SUSPENDED).param(tenant).update());
    log.info("Tenant {} resumed", tenant);
  }

  /// Ends the tenant's sessions, then removes its rows.
  ///
  /// @throws Failure `TENANT_NOT_FOUND`, `GATEWAY_UNAVAILABLE`
  public void delete(UUID tenant) {
    tenants.get(tenant);
    tenants.enter(tenant, Tenant.State.DELETING);
    finishDeletion(tenant);
  }

  private void finishDeletion(UUID tenant) {
    for (var session : sessions(SESSIONS, tenant)) {
      commands.publishNow(
          command(tenant, session).setDelete(DeleteSession.getDefaultInstance()).build());
    }
    tellDeleted(tenant);
    jobs.run(
        jdbc -> {
          if (jdbc.sql(DELETE).param(tenant).update() == 1) {
            audit.forget(jdbc, tenant);
            jdbc.sql(FORGET_REQUESTS).param(tenant).update();
            audit.recordIn(jdbc, Optional.empty(), "tenant.deleted", tenant.toString(), "");
          }
        });
    log.info("Tenant {} deleted", tenant);
  }

  /// Whoever keeps rows of the tenant removes them.
  private void tellDeleted(UUID tenant) {
    announcements.tell(
        tenant,
        "tenant-deleted/" + tenant,
        event -> event.setTenantDeleted(TenantDeleted.getDefaultInstance()));
  }

  /// Ends deletions that a crash or an outage broke off.
  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT30S")
  void finishDeletions() {
    try {
      jobs.compute(jdbc -> jdbc.sql(DELETING).query(UUID.class).list())
          .forEach(this::finishDeletion);
    } catch (Failure | DataAccessException | TransactionException e) {
      log.warn("A tenant's deletion must wait: {}", e.toString());
    }
  }

  private List<UUID> sessions(String query, UUID tenant) {
    return jobs.compute(jdbc -> jdbc.sql(query).param(tenant).query(UUID.class).list());
  }

  /// Nobody waits for it, so the order stands as long as the topic keeps it.
  private Command.Builder command(UUID tenant, UUID session) {
    return Command.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setTenantId(tenant.toString())
        .setSessionId(session.toString())
        .setDeadlineMs(clock.instant().plus(PATIENCE).toEpochMilli())
        .setRequestId(RequestIds.current());
  }
}
