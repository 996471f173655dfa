package io.trunkline.api.identity;

import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/// Verifies signed identities, each distinct one once: Ed25519 costs more than everything else that
/// a small request needs, and a busy caller's identity comes many times within its 30 s. A token is
/// remembered as it is and until it ends, so nothing is accepted that would not be verified.
final class VerifiedIdentities {
  private static final int MOST = 10_000;

  private final PublicKey key;
  private final Clock clock;
  private final JsonMapper json;
  private final Map<String, Verified> known = new ConcurrentHashMap<>();

  private record Verified(Caller caller, Instant end) {}

  VerifiedIdentities(PublicKey key, Clock clock, JsonMapper json) {
    this.key = key;
    this.clock = clock;
    this.json = json;
  }

  Caller verify(String token) throws InvalidIdentityException {
    var now = clock.instant();
    var seen = known.get(token);
    if (seen != null && seen.end().isAfter(now)) {
      return seen.caller();
    }
    var caller = IdentityToken.verify(token, IdentityToken.API_SERVICE, key, clock);
    if (known.size() >= MOST) {
      known.values().removeIf(verified -> !verified.end().isAfter(now));
      if (known.size() >= MOST) {
        known.clear();
      }
    }
    known.put(token, new Verified(caller, end(token)));
    return caller;
  }

  /// @param token verified, so its claims are those of [IdentityToken]
  private Instant end(String token) {
    var payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    return Instant.ofEpochSecond(
        json.readTree(Base64.getUrlDecoder().decode(payload)).path("exp").longValue());
  }
}
