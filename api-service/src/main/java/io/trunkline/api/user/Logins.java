package io.trunkline.api.user;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.database.Jobs;
import io.trunkline.api.jwt.Hs256;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Signs and reads logins: JWTs (RFC 7519) with HS256 under `GATEWAY_JWT_SECRET`, for 12 hours.
///
///     {"alg":"HS256","typ":"JWT"} . {"sub":…,"role":…,"typ":"login","jti":…,"iat":…,"exp":…} .
/// HMAC
///
/// A login is good while its user exists and nobody has ended it. The `typ` keeps it apart from
/// connection tokens, which the same secret signs.
@Service
public class Logins {
  public static final Duration LIFETIME = Duration.ofHours(12);

  private static final String STANDING =
      """
      SELECT u.id, u.tenant_id, u.role, t.state, t.max_requests_per_second
      FROM users u LEFT JOIN tenants t ON t.id = u.tenant_id
      WHERE u.id = :user AND (u.tenant_id IS NULL OR t.state <> 'deleting')
        AND NOT EXISTS (SELECT FROM ended_logins WHERE id = :login)
      """;
  private static final String END =
      """
      INSERT INTO ended_logins (id, expires_at) VALUES (:login, :end) ON CONFLICT DO NOTHING
      """;
  private static final String FORGET_ENDED = "DELETE FROM ended_logins WHERE expires_at < :now";

  private final Hs256 hs256;
  private final Jobs jobs;
  private final JsonMapper json;
  private final Clock clock;

  Logins(GatewaySettings settings, Jobs jobs, JsonMapper json, Clock clock) {
    this.hs256 = new Hs256(settings.jwtSecret().revealBytes());
    this.jobs = jobs;
    this.json = json;
    this.clock = clock;
  }

  private record Claims(UUID user, UUID login, long expiresAt) {}

  /// What a good login stands for.
  ///
  /// @param tenant absent for operators
  /// @param requestsPerSecond the tenant's own limit, where it has one
  public record Standing(
      UUID user,
      UUID login,
      Optional<UUID> tenant,
      Role role,
      boolean suspended,
      Optional<Integer> requestsPerSecond) {}

  public String sign(User user) {
    var now = clock.instant().getEpochSecond();
    var claims =
        json.createObjectNode()
            .put("sub", user.id().toString())
            .put("role", user.role().slug())
            .put("typ", "login")
            .put("jti", UUID.randomUUID().toString())
            .put("iat", now)
            .put("exp", now + LIFETIME.toSeconds());
    user.tenant().ifPresent(tenant -> claims.put("tid", tenant.toString()));
    return hs256.sign(json.writeValueAsBytes(claims));
  }

  /// Empty where it is no login of ours, over, ended, or its user is gone.
  public Optional<Standing> of(String token) {
    return hs256.payload(token).flatMap(this::claims).flatMap(this::standing);
  }

  private Optional<Standing> standing(Claims claims) {
    return jobs.compute(
        jdbc ->
            jdbc.sql(STANDING)
                .param("user", claims.user())
                .param("login", claims.login())
                .query(
                    (row, _) ->
                        new Standing(
                            row.getObject("id", UUID.class),
                            claims.login(),
                            Optional.ofNullable(row.getObject("tenant_id", UUID.class)),
                            Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                            "suspended".equals(row.getString("state")),
                            Optional.ofNullable(
                                row.getObject("max_requests_per_second", Integer.class))))
                .optional());
  }

  /// No longer good from now on, at the edge gateway within 10 s.
  public void end(UUID login) {
    var now = clock.instant();
    jobs.run(
        jdbc -> {
          jdbc.sql(FORGET_ENDED).param("now", Timestamp.from(now)).update();
          jdbc.sql(END)
              .param("login", login)
              .param("end", Timestamp.from(now.plus(LIFETIME)))
              .update();
        });
  }

  private Optional<Claims> claims(byte[] payload) {
    try {
      var claims = json.readTree(payload);
      if (!claims.path("typ").stringValue("").equals("login")) {
        return Optional.empty();
      }
      return Optional.of(
              new Claims(
                  UUID.fromString(claims.path("sub").stringValue("")),
                  UUID.fromString(claims.path("jti").stringValue("")),
                  claims.path("exp").longValue(0)))
          .filter(read -> read.expiresAt() > clock.instant().getEpochSecond());
    } catch (IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }
}
