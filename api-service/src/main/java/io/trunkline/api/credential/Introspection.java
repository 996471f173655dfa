package io.trunkline.api.credential;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.user.Logins;
import io.trunkline.api.user.Role;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Says what a credential stands for. A wrong one, an expired one and one of a tenant being deleted
/// are all answered alike: empty.
@Service
public class Introspection {
  private static final String API_KEY =
      """
      SELECT k.id, k.tenant_id, k.scopes, t.state, t.max_requests_per_second,
             k.max_requests_per_second AS key_limit
      FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
      WHERE k.secret_hash = ? AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND t.state <> 'deleting'
      """;
  private static final String API_KEY_USED =
      """
      UPDATE api_keys SET last_used_at = ?
      WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)
      """;
  private static final String API_TOKEN =
      """
      SELECT k.id, k.tenant_id, k.scopes, t.state, t.max_requests_per_second
      FROM api_tokens k JOIN tenants t ON t.id = k.tenant_id
      WHERE k.secret_hash = ? AND (k.expires_at IS NULL OR k.expires_at > ?)
        AND t.state <> 'deleting'
      """;
  private static final String API_TOKEN_USED =
      """
      UPDATE api_tokens SET last_used_at = ?
      WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)
      """;
  private static final String CONNECTION_TOKEN =
      """
      SELECT c.id, c.tenant_id, t.state, t.max_requests_per_second
      FROM connections c JOIN tenants t ON t.id = c.tenant_id
      WHERE c.id = ? AND c.token_hash = ? AND t.state <> 'deleting'
      """;
  private static final String USER = "user:";
  private static final String OPERATOR_KEY =
      "UPDATE operator_keys SET last_used_at = ? WHERE secret_hash = ? RETURNING name";

  /// A key's last use is written at most this often.
  private static final Duration USE_PRECISION = Duration.ofMinutes(1);

  private final Jobs jobs;
  private final Tenants tenants;
  private final ConnectionTokens tokens;
  private final Logins logins;
  private final GatewaySettings settings;
  private final Clock clock;

  Introspection(
      Jobs jobs,
      Tenants tenants,
      ConnectionTokens tokens,
      Logins logins,
      GatewaySettings settings,
      Clock clock) {
    this.jobs = jobs;
    this.tenants = tenants;
    this.tokens = tokens;
    this.logins = logins;
    this.settings = settings;
    this.clock = clock;
  }

  /// @param credential the text that was shown; empty for `ANONYMOUS`
  public Optional<Credential> introspect(Credential.Form form, String credential) {
    return switch (form) {
      case API_KEY -> apiKey(credential);
      case CONNECTION_TOKEN -> connectionToken(credential);
      case OPERATOR_KEY -> operatorKey(credential);
      case ANONYMOUS -> anonymous();
      case API_TOKEN -> apiToken(credential);
      case LOGIN -> login(credential);
    };
  }

  private Optional<Credential> apiKey(String key) {
    var now = clock.instant();
    return jobs.compute(
        jdbc -> {
          var found =
              jdbc.sql(API_KEY)
                  .param(Hashes.sha256(key))
                  .param(Timestamp.from(now))
                  .query(
                      (row, _) ->
                          new Credential(
                              Kind.API_KEY,
                              Optional.of(row.getObject("tenant_id", UUID.class)),
                              "key:" + row.getObject("id", UUID.class),
                              scopes(row.getArray("scopes")),
                              Optional.empty(),
                              isSuspended(row),
                              requestsPerSecond(row),
                              Optional.ofNullable(row.getObject("key_limit", Integer.class))))
                  .optional();
          found.ifPresent(
              credential ->
                  jdbc.sql(API_KEY_USED)
                      .param(Timestamp.from(now))
                      .param(UUID.fromString(credential.subject().substring("key:".length())))
                      .param(Timestamp.from(now.minus(USE_PRECISION)))
                      .update());
          return found;
        });
  }

  private Optional<Credential> apiToken(String token) {
    if (!token.startsWith(ApiTokens.PREFIX)) {
      return Optional.empty();
    }
    var now = clock.instant();
    return jobs.compute(
        jdbc -> {
          var found =
              jdbc.sql(API_TOKEN)
                  .param(Hashes.sha256(token))
                  .param(Timestamp.from(now))
                  .query(
                      (row, _) ->
                          new Credential(
                              Kind.API_TOKEN,
                              Optional.of(row.getObject("tenant_id", UUID.class)),
                              ApiTokens.SUBJECT + row.getObject("id", UUID.class),
                              scopes(row.getArray("scopes")),
                              Optional.empty(),
                              isSuspended(row),
                              requestsPerSecond(row)))
                  .optional();
          found.ifPresent(
              credential ->
                  jdbc.sql(API_TOKEN_USED)
                      .param(Timestamp.from(now))
                      .param(
                          UUID.fromString(
                              credential.subject().substring(ApiTokens.SUBJECT.length())))
                      .param(Timestamp.from(now.minus(USE_PRECISION)))
                      .update());
          return found;
        });
  }

  private Optional<Credential> connectionToken(String token) {
    return tokens
        .connectionOf(token)
        .flatMap(
            connection ->
                jobs.compute(
                    jdbc ->
                        jdbc.sql(CONNECTION_TOKEN)
                            .param(connection)
                            .param(Hashes.sha256(token))
                            .query(
                                (row, _) ->
                                    new Credential(
                                        Kind.CONNECTION_TOKEN,
                                        Optional.of(row.getObject("tenant_id", UUID.class)),
                                        "connection:" + connection,
                                        EnumSet.of(Scope.READ, Scope.SEND, Scope.SESSIONS),
                                        Optional.of(connection),
                                        isSuspended(row),
                                        requestsPerSecond(row)))
                            .optional()));
  }

  /// A login's subject names its user and, behind a slash, itself.
  private Optional<Credential> login(String token) {
    return logins
        .of(token)
        .map(
            login ->
                new Credential(
                    login.role() == Role.OPERATOR ? Kind.OPERATOR : Kind.LOGIN,
                    login.tenant(),
                    USER + login.user() + "/" + login.login(),
                    login.role().scopes(),
                    Optional.empty(),
                    login.suspended(),
                    login.requestsPerSecond()));
  }

  /// The login that a caller showed, where it was one.
  public static Optional<UUID> loginOf(Caller caller) {
    var subject = caller.subject();
    return subject.startsWith(USER)
        ? Optional.of(UUID.fromString(subject.substring(subject.indexOf('/') + 1)))
        : Optional.empty();
  }

  private Optional<Credential> operatorKey(String key) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(OPERATOR_KEY)
                .param(Timestamp.from(clock.instant()))
                .param(Hashes.sha256(key))
                .query(String.class)
                .optional()
                .map(
                    name ->
                        new Credential(
                            Kind.OPERATOR,
                            Optional.empty(),
                            "operator:" + name,
                            EnumSet.allOf(Scope.class),
                            Optional.empty(),
                            false,
                            Optional.empty())));
  }

  private Optional<Credential> anonymous() {
    if (!settings.anonymousEnabled()) {
      return Optional.empty();
    }
    var tenant = tenants.anonymous();
    return Optional.of(
        new Credential(
            Kind.ANONYMOUS,
            Optional.of(tenant.id()),
            Tenant.ANONYMOUS,
            EnumSet.of(Scope.READ, Scope.SEND, Scope.SESSIONS),
            Optional.empty(),
            tenant.state() == Tenant.State.SUSPENDED,
            tenant.quotas().requestsPerSecond()));
  }

  private static boolean isSuspended(ResultSet row) throws SQLException {
    return "suspended".equals(row.getString("state"));
  }

  private static Optional<Integer> requestsPerSecond(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getObject("max_requests_per_second", Integer.class));
  }

  private static Set<Scope> scopes(Array names) throws SQLException {
    var scopes = EnumSet.noneOf(Scope.class);
    for (var name : (String[]) names.getArray()) {
      scopes.add(Scope.valueOf(name));
    }
    return scopes;
  }
}
