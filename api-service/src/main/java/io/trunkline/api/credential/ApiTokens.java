package io.trunkline.api.credential;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.database.TenantTransactions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.idempotency.IdempotencyKeys;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// A tenant's bearer API tokens: `tlt_` and 256 random bits, of which only the hash is kept.
@Service
public class ApiTokens {
  static final String PREFIX = "tlt_";

  /// A caller's subject is this and the token's id.
  static final String SUBJECT = "token:";

  private static final String CREATE =
      """
      INSERT INTO api_tokens (id, tenant_id, user_id, name, secret_hash, scopes, created_at)
      VALUES (:id, :tenant, :user, :name, :hash, :scopes, :now)
      """;
  private static final String LIST =
      """
      SELECT id, name, user_id, created_at, last_used_at FROM api_tokens
      WHERE tenant_id = :tenant AND user_id = :user ORDER BY created_at, id
      """;
  private static final String DELETE =
      "DELETE FROM api_tokens WHERE tenant_id = :tenant AND user_id = :user AND id = :id";
  private static final String USER_OF =
      "SELECT user_id FROM api_tokens WHERE tenant_id = :tenant AND id = :id";

  private final JdbcClient jdbc;
  private final TenantTransactions transactions;
  private final IdempotencyKeys idempotency;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  ApiTokens(
      JdbcClient jdbc,
      TenantTransactions transactions,
      IdempotencyKeys idempotency,
      Audit audit,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.idempotency = idempotency;
    this.audit = audit;
    this.clock = clock;
  }

  /// The token that a caller of kind `API_TOKEN` showed.
  public static UUID idOf(Caller caller) {
    return UUID.fromString(caller.subject().substring(SUBJECT.length()));
  }

  /// @param scopes what it may do: no more than whoever asks for it
  public ApiToken.Created create(
      UUID tenant, UUID user, String name, Set<Scope> scopes, Optional<IdempotentRequest> request) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    var secret = PREFIX + HexFormat.of().formatHex(bytes);
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var token = new ApiToken(UUID.randomUUID(), name, user, now, Optional.empty());
    transactions.run(
        tenant,
        () -> {
          request.ifPresent(key -> idempotency.claim(tenant, key, token.id()));
          jdbc.sql(CREATE)
              .param("id", token.id())
              .param("tenant", tenant)
              .param("user", user)
              .param("name", name)
              .param("hash", Hashes.sha256(secret))
              .param("scopes", scopes.stream().map(Scope::name).sorted().toArray(String[]::new))
              .param("now", Timestamp.from(now))
              .update();
          audit.record(tenant, "token.created", token.id().toString(), name);
        });
    return new ApiToken.Created(token, secret);
  }

  /// Those of one user, oldest first.
  public List<ApiToken> list(UUID tenant, UUID user) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(LIST)
                .param("tenant", tenant)
                .param("user", user)
                .query((row, _) -> token(row))
                .list());
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    return new ApiToken(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getObject("user_id", UUID.class),
        row.getTimestamp("created_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("last_used_at")).map(Timestamp::toInstant));
  }

  /// Whom a token belongs to; empty where it is gone.
  public Optional<UUID> userOf(UUID tenant, UUID id) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(USER_OF).param("tenant", tenant).param("id", id).query(UUID.class).optional());
  }

  /// The token is refused from now on, by the edge gateway within 10 s.
  ///
  /// @throws Failure `TOKEN_NOT_FOUND`
  public void delete(UUID tenant, UUID user, UUID id) {
    transactions.run(
        tenant,
        () -> {
          var deleted =
              jdbc.sql(DELETE).param("tenant", tenant).param("user", user).param("id", id).update();
          if (deleted == 0) {
            throw new Failure(Problem.TOKEN_NOT_FOUND, "Token not found");
          }
          audit.record(tenant, "token.deleted", id.toString(), "");
        });
  }
}
