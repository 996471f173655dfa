package io.trunkline.worker.settings;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Who may call the worker over HTTP.
///
/// @param publicKey base64 of the X.509 form of api-service's Ed25519 public key; empty: nobody
@ConfigurationProperties("trunkline.identity")
public record InternalSettings(@DefaultValue("") String publicKey) {

  /// @throws IllegalStateException when it is no such key
  public Optional<PublicKey> key() {
    if (publicKey.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "trunkline.identity.public-key must be a base64 X.509 Ed25519 public key", e);
    }
  }
}
