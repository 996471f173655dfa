package io.trunkline.api.credential;

import io.trunkline.api.GatewaySettings;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Signs and reads connection tokens: JWTs (RFC 7519) with HS256 under `GATEWAY_JWT_SECRET`,
/// without an end.
///
///     {"alg":"HS256","typ":"JWT"} . {"sub":…,"tid":…,"cid":…,"typ":"connection","jti":…,"iat":…} .
/// HMAC
///
/// Header and claims are written by hand, in this order and without blanks, because the same claims
/// must give the byte-identical token for ever, whatever a library's next version writes. Only this
/// one header is accepted, so a token cannot choose its own algorithm.
@Component
public class ConnectionTokens {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      ENCODER.encodeToString(
          "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

  private final SecretKeySpec key;
  private final JsonMapper json;

  ConnectionTokens(GatewaySettings settings, JsonMapper json) {
    this.key = new SecretKeySpec(settings.jwtSecret().revealBytes(), "HmacSHA256");
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
    var signed = HEADER + "." + ENCODER.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    return signed + "." + ENCODER.encodeToString(mac(signed));
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
    var dot = token.lastIndexOf('.');
    if (dot < 0 || !token.startsWith(HEADER + ".")) {
      return Optional.empty();
    }
    var signed = token.substring(0, dot);
    try {
      var signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      if (!MessageDigest.isEqual(signature, mac(signed))) {
        return Optional.empty();
      }
      var claims =
          json.readTree(Base64.getUrlDecoder().decode(signed.substring(HEADER.length() + 1)));
      return Optional.of(UUID.fromString(claims.path("sub").stringValue("")));
    } catch (IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }

  private byte[] mac(String signed) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
