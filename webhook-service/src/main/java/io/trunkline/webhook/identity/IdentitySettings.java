package io.trunkline.webhook.identity;

import jakarta.validation.constraints.NotBlank;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param publicKey base64 of the X.509 form of the edge gateway's Ed25519 public key
@Validated
@ConfigurationProperties("trunkline.identity")
record IdentitySettings(@NotBlank String publicKey) {
  /// @throws IllegalStateException when it is no such key
  PublicKey key() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "trunkline.identity.public-key must be a base64 X.509 Ed25519 public key", e);
    }
  }
}
