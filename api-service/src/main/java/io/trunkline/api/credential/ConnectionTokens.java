package io.trunkline.api.credential;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.jwt.Hs256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Signs and reads connection tokens: JWTs (RFC 7519) with HS256 under `GATEWAY_JWT_SECRET`,
/// without an end.
///
///     {"alg":"HS256","typ":"JWT"} . {"sub":…,"tid":…,"cid":…,"typ":"connection","jti":…,"iat":…} .
/// HMAC
///
/// The claims are written by hand, in this order and without blanks, because the same claims must
/// give the byte-identical token for ever, whatever a library's next version writes.
@Component
public class ConnectionTokens {
  private final Hs256 hs256;
  private final JsonMapper json;

  ConnectionTokens(GatewaySettings settings, JsonMapper json) {
    this.hs256 = new Hs256(settings.jwtSecret().revealBytes());
    this.json = json;
  }

  /// @param connection `sub`
  /// @param tenant `tid`
  /// @param customerId `cid`: the connection's name
  /// @param tokenId `jti`
  /// @param issuedAt `iat`, Unix seconds
  public record Claims(
      UUID connection, UUID tenant, String customerId, UUID tokenId, long issuedAt) {}

  public String sign(Claims claims) {
    var payload =
        "{\"sub\":\""
            + claims.connection()
            + "\",\"tid\":\""
            + claims.tenant()
            + "\",\"cid\":\""
            + escaped(claims.customerId())
            + "\",\"typ\":\"connection\",\"jti\":\""
            + claims.tokenId()
            + "\",\"iat\":"
            + claims.issuedAt()
            + "}";
    return hs256.sign(payload.getBytes(StandardCharsets.UTF_8));
  }

  /// What JSON (RFC 8259, section 7) wants escaped in a text, and nothing else.
  private static String escaped(String text) {
    var escaped = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ') {
        escaped.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// @return the connection that the token names; empty where it is not one of ours
  Optional<UUID> connectionOf(String token) {
    return hs256.payload(token).flatMap(this::connection);
  }

  private Optional<UUID> connection(byte[] payload) {
    try {
      return Optional.of(UUID.fromString(json.readTree(payload).path("sub").stringValue("")));
    } catch (IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }
}
