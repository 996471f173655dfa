package io.trunkline.edge.credential;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checks the form and signature of a connection token before anybody is asked about it: JWT
/// (RFC 7519), HS256, claims `sub` = connection id, `tid` = tenant, `typ` = `connection`. It has no
/// `exp`; one that has is held to it. Whether it was revoked only api-service knows.
///
/// Read by hand, because the secret may be shorter than the 32 bytes that libraries insist on:
/// customers bring the secret of the gateway that Trunkline replaces.
final class ConnectionTokens {
  private static final String TYPE = "connection";
  private static final String LOGIN = "login";

  private final SecretKey key;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.shared();

  ConnectionTokens(SecretKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  boolean isGenuine(Credential token) {
    return isSigned(token, this::isOfConnection);
  }

  /// Whether it is a dashboard login, which the same secret signs: `sub` = user, `typ` = `login`,
  /// and an `exp`.
  boolean isLogin(Credential token) {
    return isSigned(token, this::isOfLogin);
  }

  private boolean isSigned(Credential token, Predicate<JsonNode> claimsFit) {
    var parts = token.revealSecret().split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      var decoder = Base64.getUrlDecoder();
      var signature = decoder.decode(parts[2]);
      // Before anything of it is read: what nobody signed is nobody's JSON.
      return MessageDigest.isEqual(signature, mac(parts[0] + "." + parts[1]))
          && isHs256(json.readTree(decoder.decode(parts[0])))
          && claimsFit.test(json.readTree(decoder.decode(parts[1])));
    } catch (IllegalArgumentException | JacksonException e) {
      return false;
    }
  }

  private static boolean isHs256(JsonNode header) {
    return header.path("alg").stringValue("").equals("HS256") && !header.has("crit");
  }

  private boolean isOfConnection(JsonNode claims) {
    return claims.path("typ").stringValue("").equals(TYPE)
        && isUuid(claims.path("sub"))
        && isUuid(claims.path("tid"))
        && (!claims.has("exp")
            || claims.path("exp").longValue(0) > clock.instant().getEpochSecond());
  }

  private boolean isOfLogin(JsonNode claims) {
    return claims.path("typ").stringValue("").equals(LOGIN)
        && isUuid(claims.path("sub"))
        && claims.path("exp").longValue(0) > clock.instant().getEpochSecond();
  }

  private static boolean isUuid(JsonNode claim) {
    var text = claim.stringValue("");
    return text.length() == 36 && UUID.fromString(text).toString().equals(text);
  }

  private byte[] mac(String signed) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
