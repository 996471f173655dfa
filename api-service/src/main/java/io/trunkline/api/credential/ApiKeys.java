package io.trunkline.api.credential;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.contract.Caller.Scope;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// A tenant's API keys: `tlk_` and 256 random bits, of which only the hash is kept.
@Service
public class ApiKeys {
  static final String PREFIX = "tlk_";

  private final ApiKeyRows rows;
  private final TenantTransactions transactions;
  private final IdempotencyKeys idempotency;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ApiKeys(
      ApiKeyRows rows,
      TenantTransactions transactions,
      IdempotencyKeys idempotency,
      Audit audit,
      Clock clock) {
    this.rows = rows;
    this.transactions = transactions;
    this.idempotency = idempotency;
    this.audit = audit;
    this.clock = clock;
  }

  /// @param scopes at least one
  /// @param requestsPerSecond what it may, within its tenant's limit; 1 or more, where given
  /// @param expiresAt in the future, where given
  /// @throws Failure `INVALID_REQUEST`
  public ApiKey.Created create(
      UUID tenant,
      String name,
      Set<Scope> scopes,
      Optional<Integer> requestsPerSecond,
      Optional<Instant> expiresAt,
      Optional<IdempotentRequest> request) {
    var now = clock.instant();
    if (scopes.isEmpty()) {
      throw Failure.invalid("scopes must name at least one of read, send, sessions, admin");
    }
    if (requestsPerSecond.filter(perSecond -> perSecond < 1).isPresent()) {
      throw Failure.invalid("requestsPerSecond must be a whole number from 1 up");
    }
    if (expiresAt.filter(end -> !end.isAfter(now)).isPresent()) {
      throw Failure.invalid("expiresAt must be in the future");
    }
    var bytes = new byte[32];
    random.nextBytes(bytes);
    var secret = PREFIX + HexFormat.of().formatHex(bytes);
    var row =
        new ApiKeyRow(
            UUID.randomUUID(),
            tenant,
            name,
            Hashes.sha256(secret),
            scopes,
            requestsPerSecond,
            now,
            expiresAt);
    return transactions.in(
        tenant,
        () -> {
          request.ifPresent(key -> idempotency.claim(tenant, key, row.getId()));
          audit.record(tenant, "key.created", row.getId().toString(), name);
          return new ApiKey.Created(rows.saveAndFlush(row).view(), secret);
        });
  }

  /// All keys of the tenant, oldest first.
  public List<ApiKey> list(UUID tenant) {
    return transactions.in(
        tenant,
        () ->
            rows.findByTenantIdOrderByCreatedAtAscIdAsc(tenant).stream()
                .map(ApiKeyRow::view)
                .toList());
  }

  /// The key is refused from now on, by the edge gateway within 10 s.
  ///
  /// @throws Failure `KEY_NOT_FOUND`
  public void delete(UUID tenant, UUID id) {
    transactions.run(
        tenant,
        () -> {
          if (rows.deleteByTenantIdAndId(tenant, id) == 0) {
            throw new Failure(Problem.KEY_NOT_FOUND, "Key not found");
          }
          audit.record(tenant, "key.deleted", id.toString(), "");
        });
  }
}
