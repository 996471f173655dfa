package io.trunkline.contract;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// The signed form of a [Caller]: a JWT (RFC 7519) with EdDSA over Ed25519 (RFC 8037), made by the
/// edge gateway with a key that signs nothing else, and bound to one audience. api-service calls
/// the worker in the same way, with a key of its own.
///
/// | claim | value |
/// |---|---|
/// | `iss` | `edge-gateway`; to the worker `api-service` |
/// | `aud` | name of the one service that may accept it |
/// | `sub` | [Caller#subject] |
/// | `knd` | [Caller.Kind] |
/// | `tid` | tenant id, where there is one |
/// | `scp` | scopes, separated by blanks |
/// | `sid` | session id, where the caller is limited to one |
/// | `iat`, `exp` | Unix seconds, [#LIFETIME] apart |
public final class IdentityToken {
  public static final Duration LIFETIME = Duration.ofSeconds(30);
  public static final String API_SERVICE = "api-service";
  public static final String WEBHOOK_SERVICE = "webhook-service";

  public static final String WORKER = "worker";

  private static final String GATEWAY = "edge-gateway";

  private IdentityToken() {}

  /// @param key Ed25519 private key of the one that calls
  public static String sign(Caller caller, String audience, PrivateKey key, Clock clock) {
    var now = clock.instant();
    var jwt =
        Jwts.builder()
            .issuer(issuer(audience))
            .audience()
            .add(audience)
            .and()
            .subject(caller.subject())
            .claim("knd", caller.kind().name())
            .claim(
                "scp", caller.scopes().stream().map(Scope::name).collect(Collectors.joining(" ")))
            .issuedAt(Date.from(now))
            .expiration(Date.from(now.plus(LIFETIME)));
    caller.tenant().ifPresent(tenant -> jwt.claim("tid", tenant.toString()));
    caller.session().ifPresent(session -> jwt.claim("sid", session.toString()));
    return jwt.signWith(key, Jwts.SIG.EdDSA).compact();
  }

  /// @param audience the verifying service's own name
  /// @throws InvalidIdentityException when it is not signed by the key, expired, meant for another
  ///     service, or not of this shape
  public static Caller verify(String token, String audience, PublicKey key, Clock clock)
      throws InvalidIdentityException {
    try {
      var claims =
          Jwts.parser()
              .verifyWith(key)
              .requireIssuer(issuer(audience))
              .requireAudience(audience)
              .clock(() -> Date.from(clock.instant()))
              .build()
              .parseSignedClaims(token)
              .getPayload();
      return caller(claims);
    } catch (JwtException | IllegalArgumentException e) {
      throw new InvalidIdentityException(e);
    }
  }

  private static String issuer(String audience) {
    return audience.equals(WORKER) ? API_SERVICE : GATEWAY;
  }

  private static Caller caller(Claims claims) {
    var scopes = claims.get("scp", String.class);
    return new Caller(
        Kind.valueOf(claims.get("knd", String.class)),
        uuid(claims, "tid"),
        claims.getSubject(),
        (scopes.isEmpty() ? List.<String>of() : Arrays.asList(scopes.split(" ", -1)))
            .stream().map(Scope::valueOf).collect(Collectors.toSet()),
        uuid(claims, "sid"));
  }

  private static Optional<UUID> uuid(Claims claims, String name) {
    return Optional.ofNullable(claims.get(name, String.class)).map(UUID::fromString);
  }

  /// The token proves nothing; its message says why and never holds the token.
  public static final class InvalidIdentityException extends Exception {
    InvalidIdentityException(Exception cause) {
      super(cause.getClass().getSimpleName());
    }
  }
}
