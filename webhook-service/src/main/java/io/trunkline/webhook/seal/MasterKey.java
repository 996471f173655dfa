package io.trunkline.webhook.seal;

import io.trunkline.webhook.Secret;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// @param masterKey base64 of 32 bytes; wins over the file
/// @param masterKeyFile path of a file that holds the same
@Validated
@ConfigurationProperties("trunkline")
record MasterKey(@NotNull Secret masterKey, @NotNull String masterKeyFile) {
  private static final int SIZE_BYTES = 32;

  /// @throws IllegalStateException when none is configured or it is not 32 bytes
  byte[] bytes() {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text().strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("trunkline.master-key must be base64", e);
    }
    if (key.length != SIZE_BYTES) {
      throw new IllegalStateException(
          "trunkline.master-key must hold 32 bytes but holds " + key.length);
    }
    return key;
  }

  private String text() {
    if (!masterKey.isEmpty()) {
      return masterKey.reveal();
    }
    if (masterKeyFile.isEmpty()) {
      throw new IllegalStateException("Set trunkline.master-key or trunkline.master-key-file");
    }
    try {
      return Files.readString(Path.of(masterKeyFile));
    } catch (IOException e) {
      throw new UncheckedIOException("trunkline.master-key-file", e);
    }
  }
}
