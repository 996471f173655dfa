package io.trunkline.api.fleet;

import io.trunkline.api.Secret;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param workers base URLs of workers; each serves the files of all tenants and speaks for the
///     fleet, and another is asked where one does not answer. Default none: neither is available
/// @param identityKey base64 of the PKCS#8 form of the Ed25519 private key that signs what workers
///     are asked; it signs nothing else
@Validated
@ConfigurationProperties("trunkline.api.media")
record WorkerSettings(
    @DefaultValue List<URI> workers, @NotNull @DefaultValue("") Secret identityKey) {
  WorkerSettings {
    workers = List.copyOf(workers);
  }

  @AssertTrue(message = "trunkline.api.media.workers need trunkline.api.media.identity-key")
  boolean isKeyGiven() {
    return workers.isEmpty() || !identityKey.isEmpty();
  }

  /// @throws IllegalStateException when it is no such key
  PrivateKey key() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getDecoder().decode(identityKey.reveal())));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "trunkline.api.media.identity-key must be a base64 PKCS#8 Ed25519 private key", e);
    }
  }
}
