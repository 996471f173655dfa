package io.trunkline.worker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secrets that commands and replies hand over by reference, so that they do not cross a topic: in
/// the store as random bytes, by which no two have the same name, and then the secret. Blocks.
public final class SecretFiles {
  private static final Logger log = LoggerFactory.getLogger(SecretFiles.class);
  private static final int SALT_BYTES = 16;

  private final MediaStore store;
  private final SecureRandom random;

  public SecretFiles(MediaStore store, SecureRandom random) {
    this.store = store;
    this.random = random;
  }

  /// @return the reference
  public String keep(UUID tenant, byte[] secret) throws IOException {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    try (var writer = store.write(tenant)) {
      writer.write(ByteBuffer.wrap(salt));
      writer.write(ByteBuffer.wrap(secret));
      return writer.commit().name();
    }
  }

  /// @param maxBytes of the secret; of a longer one there are `maxBytes + 1`
  /// @return empty where there is none of that name
  public Optional<byte[]> read(UUID tenant, String reference, int maxBytes) throws IOException {
    var file = store.find(tenant, reference);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get().open()) {
      in.skipNBytes(SALT_BYTES);
      return Optional.of(in.readNBytes(maxBytes + 1));
    }
  }

  /// What cannot be deleted stays, encrypted, and is logged.
  public void delete(UUID tenant, String reference) {
    try {
      store.delete(tenant, reference);
    } catch (IOException | RuntimeException e) {
      log.warn("a secret file of tenant {} is left: {}", tenant, e.toString());
    }
  }
}
