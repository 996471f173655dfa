package io.trunkline.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.contract.IdentityToken.InvalidIdentityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentityTokenTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private final KeyPair gateway = newKeyPair();
  private final Caller connection =
      new Caller(
          Kind.CONNECTION_TOKEN,
          Optional.of(UUID.randomUUID()),
          "connection:1",
          Set.of(Scope.READ, Scope.SEND),
          Optional.of(UUID.randomUUID()));

  @Test
  void callerSurvivesTheRoundTrip() throws Exception {
    assertThat(verify(sign(connection), IdentityToken.API_SERVICE, NOW)).isEqualTo(connection);
  }

  @Test
  void callerWithoutScopesSurvivesTheRoundTrip() throws Exception {
    var self = new Caller(Kind.GATEWAY, Optional.empty(), "gateway", Set.of(), Optional.empty());
    assertThat(verify(sign(self), IdentityToken.API_SERVICE, NOW)).isEqualTo(self);
  }

  @Test
  void tokenForAnotherServiceIsRefused() {
    assertThatThrownBy(() -> verify(sign(connection), IdentityToken.WEBHOOK_SERVICE, NOW))
        .isInstanceOf(InvalidIdentityException.class);
  }

  @Test
  void expiredTokenIsRefused() {
    var later = NOW.plus(IdentityToken.LIFETIME).plusSeconds(1);
    assertThatThrownBy(() -> verify(sign(connection), IdentityToken.API_SERVICE, later))
        .isInstanceOf(InvalidIdentityException.class);
  }

  @Test
  void tokenOfAnotherKeyIsRefused() {
    var forged =
        IdentityToken.sign(
            connection, IdentityToken.API_SERVICE, newKeyPair().getPrivate(), at(NOW));
    assertThatThrownBy(() -> verify(forged, IdentityToken.API_SERVICE, NOW))
        .isInstanceOf(InvalidIdentityException.class);
  }

  private String sign(Caller caller) {
    return IdentityToken.sign(caller, IdentityToken.API_SERVICE, gateway.getPrivate(), at(NOW));
  }

  private Caller verify(String token, String audience, Instant now)
      throws InvalidIdentityException {
    return IdentityToken.verify(token, audience, gateway.getPublic(), at(now));
  }

  private static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  private static KeyPair newKeyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
