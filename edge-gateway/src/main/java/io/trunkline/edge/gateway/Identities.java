package io.trunkline.edge.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trunkline.contract.Caller;
import io.trunkline.contract.IdentityToken;
import io.trunkline.edge.dialect.Destination.Service;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;

/// Signs callers for the service that a request goes to. A signature costs more than the rest of
/// the way, so one is used for a third of its life.
final class Identities {
  private static final Duration REUSED_FOR = IdentityToken.LIFETIME.dividedBy(3);

  private final PrivateKey key;
  private final Clock clock;
  private final Cache<Signed, String> signed =
      Caffeine.newBuilder().expireAfterWrite(REUSED_FOR).maximumSize(50_000).build();

  Identities(PrivateKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  String of(Caller caller, Service service) {
    return signed.get(
        new Signed(caller, service),
        wanted -> IdentityToken.sign(wanted.caller, audience(wanted.service), key, clock));
  }

  private static String audience(Service service) {
    return switch (service) {
      case API -> IdentityToken.API_SERVICE;
      case WEBHOOK -> IdentityToken.WEBHOOK_SERVICE;
    };
  }

  private record Signed(Caller caller, Service service) {}
}
