package io.trunkline.api.media;

import io.trunkline.api.Secret;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param workers base URLs of workers; each serves the files of all tenants, and another is asked
///     where one does not answer. Default none: files are not available
/// @param identityKey base64 of the PKCS#8 form of the Ed25519 private key that signs what workers
///     are asked; it signs nothing else
/// @param maxSize of one file, uploaded or fetched; default 100 MB
/// @param fetchTimeout how long a URL of a tenant may take in all; default 20 s, which with the
///     wait for WhatsApp's answer stays below the edge gateway's patience
/// @param loadTimeout how long a download waits until a worker has got the file from WhatsApp;
///     default 30 s
@Validated
@ConfigurationProperties("trunkline.api.media")
record MediaSettings(
    @DefaultValue List<URI> workers,
    @NotNull @DefaultValue("") Secret identityKey,
    @NotNull @DefaultValue("100MB") DataSize maxSize,
    @NotNull @DefaultValue("20s") Duration fetchTimeout,
    @NotNull @DefaultValue("30s") Duration loadTimeout) {
  MediaSettings {
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
