package io.trunkline.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class VerifiedIdentitiesTest {
  private static final Caller OPERATOR =
      new Caller(Kind.OPERATOR, Optional.empty(), "operator:a", Set.of(), Optional.empty());

  private Instant now = Instant.parse("2026-01-05T09:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  @Test
  void aRememberedIdentityEndsWhenItsTokenEnds() throws Exception {
    var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var identities = new VerifiedIdentities(keys.getPublic(), clock, new JsonMapper());
    var token = IdentityToken.sign(OPERATOR, IdentityToken.API_SERVICE, keys.getPrivate(), clock);
    assertThat(identities.verify(token)).isEqualTo(OPERATOR);
    now = now.plus(IdentityToken.LIFETIME).minusSeconds(1);
    assertThat(identities.verify(token)).isEqualTo(OPERATOR);
    now = now.plus(Duration.ofSeconds(2));
    assertThatThrownBy(() -> identities.verify(token)).isInstanceOf(InvalidIdentityException.class);
  }

  @Test
  void aTokenWithAnotherSignatureIsNotTheRememberedOne() throws GeneralSecurityException {
    var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var identities = new VerifiedIdentities(keys.getPublic(), clock, new JsonMapper());
    var token = IdentityToken.sign(OPERATOR, IdentityToken.API_SERVICE, keys.getPrivate(), clock);
    var forged =
        IdentityToken.sign(OPERATOR, IdentityToken.API_SERVICE, stranger.getPrivate(), clock);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> identities.verify(token)))
        .isNull();
    assertThatThrownBy(() -> identities.verify(forged))
        .isInstanceOf(InvalidIdentityException.class);
  }
}
