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
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
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
      INSERT INTO api_tokens (id, tenant_id, user_id, name, secret_hash, scopes, created_at,
                              expires_at)
      VALUES (:id, :tenant, :user, :name, :hash, :scopes, :now, :expires)
      """;
  private static final String TOKENS =
      """
      SELECT id, name, user_id, created_at, expires_at, last_used_at FROM api_tokens
      WHERE tenant_id = :tenant
      """;
  private static final String LIST = TOKENS + "AND user_id = :user ORDER BY created_at, id";
  private static final String DELETE =
      "DELETE FROM api_tokens WHERE tenant_id = :tenant AND user_id = :user AND id = :id";
  private static final String FIND = TOKENS + "AND id = :id";

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
  /// @param expiresAt in the future, where given
  public ApiToken.Created create(
      UUID tenant,
      UUID user,
      String name,
      Set<Scope> scopes,
      Optional<Instant> expiresAt,
      Optional<IdempotentRequest> request) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    var secret = PREFIX + HexFormat.of().formatHex(bytes);
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var end = expiresAt.map(time -> time.truncatedTo(ChronoUnit.MICROS));
    var token = new ApiToken(UUID.randomUUID(), name, user, now, end, Optional.empty());
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
              .param("expires", end.map(Timestamp::from).orElse(null), Types.TIMESTAMP)
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
        Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant),
        Optional.ofNullable(row.getTimestamp("last_used_at")).map(Timestamp::toInstant));
  }

  /// Empty where it is gone.
  public Optional<ApiToken> find(UUID tenant, UUID id) {
    return transactions.in(
        tenant,
        () ->
            jdbc.sql(FIND)
                .param("tenant", tenant)
                .param("id", id)
                .query((row, _) -> token(row))
                .optional());
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
