package io.trunkline.api.tenant;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/// Creates, finds and changes tenants.
@Service
public class Tenants {
  private static final String LIST =
      "SELECT id FROM tenants WHERE state <> 'deleting' ORDER BY created_at, id";
  private static final String BY_NAME = "SELECT id FROM tenants WHERE name = ?";

  private final TenantRows rows;
  private final TenantTransactions transactions;
  private final Jobs jobs;
  private final Audit audit;
  private final Clock clock;
  private final RecentTenants recent = new RecentTenants();

  Tenants(TenantRows rows, TenantTransactions transactions, Jobs jobs, Audit audit, Clock clock) {
    this.rows = rows;
    this.transactions = transactions;
    this.jobs = jobs;
    this.audit = audit;
    this.clock = clock;
  }

  /// @throws Failure `TENANT_EXISTS` where the name is taken
  public Tenant create(String name, String defaultCountry, Quotas quotas) {
    var id = UUID.randomUUID();
    try {
      return transactions.in(
          id,
          () -> {
            var row = new TenantRow(id, name, defaultCountry, quotas, clock.instant());
            var tenant = rows.saveAndFlush(row).view();
            audit.record(id, "tenant.created", id.toString(), name);
            return tenant;
          });
    } catch (DataIntegrityViolationException e) {
      throw new Failure(Problem.TENANT_EXISTS, "A tenant of this name exists");
    }
  }

  /// All tenants but those being deleted, oldest first.
  public List<Tenant> list() {
    return jobs.compute(jdbc -> jdbc.sql(LIST).query(UUID.class).list()).stream()
        .map(this::find)
        .flatMap(Optional::stream)
        .toList();
  }

  public Optional<Tenant> find(UUID id) {
    return transactions
        .in(id, () -> rows.findById(id).map(TenantRow::view))
        .filter(tenant -> tenant.state() != Tenant.State.DELETING);
  }

  /// @throws Failure `TENANT_NOT_FOUND`
  public Tenant get(UUID id) {
    return find(id).orElseThrow(Tenants::unknown);
  }

  /// As it was within the last two seconds; a change made by this process shows at once.
  ///
  /// @throws Failure `TENANT_SUSPENDED`, or `UNAUTHORIZED` where it is gone
  public Tenant active(UUID id) {
    var tenant = find(id).orElseThrow(() -> new Failure(Problem.UNAUTHORIZED, "Unauthorized"));
    if (tenant.state() == Tenant.State.SUSPENDED) {
      throw new Failure(Problem.TENANT_SUSPENDED, "The tenant is suspended");
    }
    return tenant;
  }

  /// @throws Failure `TENANT_NOT_FOUND`, `TENANT_EXISTS`
  public Tenant change(UUID id, String name, String defaultCountry, Quotas quotas) {
    try {
      return transactions.in(
          id,
          () -> {
            var row = rows.findById(id).orElseThrow(Tenants::unknown);
            row.change(name, defaultCountry, quotas, clock.instant());
            var tenant = rows.saveAndFlush(row).view();
            audit.record(id, "tenant.changed", id.toString(), name);
            return tenant;
          });
    } catch (DataIntegrityViolationException e) {
      throw new Failure(Problem.TENANT_EXISTS, "A tenant of this name exists");
    } finally {
      recent.forget(id);
    }
  }

  /// Changes the state alone; what follows from it for sessions is the caller's.
  ///
  /// @throws Failure `TENANT_NOT_FOUND`
  public Tenant enter(UUID id, Tenant.State state) {
    try {
      return transactions.in(
          id,
          () -> {
            var row = rows.findById(id).orElseThrow(Tenants::unknown);
            row.enter(state, clock.instant());
            audit.record(
                id, "tenant.entered", id.toString(), state.name().toLowerCase(Locale.ROOT));
            return rows.saveAndFlush(row).view();
          });
    } finally {
      recent.forget(id);
    }
  }

  /// The tenant named `anonymous`, created when it is first needed.
  public Tenant anonymous() {
    for (var attempt = 0; attempt < 2; attempt++) {
      var known =
          jobs.compute(
              jdbc -> jdbc.sql(BY_NAME).param(Tenant.ANONYMOUS).query(UUID.class).optional());
      if (known.isPresent()) {
        return get(known.get());
      }
      try {
        return create(Tenant.ANONYMOUS, Tenant.DEFAULT_COUNTRY, Quotas.NONE);
      } catch (Failure e) {
        // Another request created it in between; the second round finds it.
        if (e.problem() != Problem.TENANT_EXISTS) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("Expected a tenant named " + Tenant.ANONYMOUS);
  }

  private static Failure unknown() {
    return new Failure(Problem.TENANT_NOT_FOUND, "Tenant not found");
  }
}
