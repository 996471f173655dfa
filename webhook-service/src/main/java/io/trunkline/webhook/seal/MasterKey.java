package io.trunkline.webhook.seal;

import io.trunkline.webhook.Secret;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param masterKey base64 of 32 bytes; wins over the file
/// @param masterKeyFile path of a file of such keys, the newest in the first line; it is read again
///     while the service runs
/// @param previousMasterKeys base64 keys that still open what they sealed
@Validated
@ConfigurationProperties("trunkline")
record MasterKey(
    @NotNull Secret masterKey,
    @NotNull String masterKeyFile,
    @DefaultValue List<Secret> previousMasterKeys) {
  private static final int SIZE_BYTES = 32;
  private static final int ID_BYTES = 8;

  /// Names a key and tells nothing about it: the first 8 bytes of its SHA-256, as a number.
  record Id(long value) {}

  /// The keys, the newest first; at least one.
  ///
  /// @throws IllegalStateException when none is configured or one is not 32 bytes
  Map<Id, SecretKey> read() {
    var keys = new LinkedHashMap<Id, SecretKey>();
    Stream.concat(texts(), previousMasterKeys.stream().map(Secret::reveal))
        .filter(text -> !text.isBlank())
        .map(MasterKey::bytes)
        .forEach(key -> keys.put(idOf(key), new SecretKeySpec(key, "Generic")));
    if (keys.isEmpty()) {
      throw new IllegalStateException("trunkline.master-key-file holds no key");
    }
    return keys;
  }

  private static byte[] bytes(String text) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      // The cause would quote the key.
      throw new IllegalStateException("trunkline.master-key must be base64");
    }
    if (key.length != SIZE_BYTES) {
      throw new IllegalStateException(
          "trunkline.master-key must hold 32 bytes but holds " + key.length);
    }
    return key;
  }

  private static Id idOf(byte[] key) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(key);
      return new Id(ByteBuffer.wrap(Arrays.copyOf(hash, ID_BYTES)).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Stream<String> texts() {
    if (!masterKey.isEmpty()) {
      return Stream.of(masterKey.reveal());
    }
    if (masterKeyFile.isEmpty()) {
      throw new IllegalStateException("Set trunkline.master-key or trunkline.master-key-file");
    }
    try {
      return Files.readAllLines(Path.of(masterKeyFile)).stream();
    } catch (IOException e) {
      throw new UncheckedIOException("trunkline.master-key-file", e);
    }
  }
}
