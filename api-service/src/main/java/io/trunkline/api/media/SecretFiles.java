package io.trunkline.api.media;

import io.trunkline.api.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/// Secrets that go between a worker and us by reference, so that they do not cross a topic: in the
/// media store, which is encrypted, as random bytes and then the secret. They count in no quota.
@Service
public class SecretFiles {
  private static final Logger log = LoggerFactory.getLogger(SecretFiles.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int SALT_BYTES = 16;

  private final MediaFiles files;
  private final SecureRandom random = new SecureRandom();

  SecretFiles(MediaFiles files) {
    this.files = files;
  }

  /// @return the reference, which no other has
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public String keep(UUID tenant, byte[] secret) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    var file = Arrays.copyOf(salt, SALT_BYTES + secret.length);
    System.arraycopy(secret, 0, file, SALT_BYTES, secret.length);
    return files.sent(tenant, () -> new ByteArrayInputStream(file), file.length).reference();
  }

  /// Reads a secret and deletes its file.
  ///
  /// @return empty where there is none, or none any more
  /// @throws Failure `GATEWAY_UNAVAILABLE`
  public Optional<byte[]> take(UUID tenant, String reference) {
    var secret = files.open(tenant, reference).map(SecretFiles::read);
    delete(tenant, reference);
    return secret;
  }

  private static byte[] read(StoredFile file) {
    try (var bytes = file.bytes()) {
      bytes.skipNBytes(SALT_BYTES);
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw Failure.unavailable("The media store is not ready", RETRY, e);
    }
  }

  /// A file that nobody needs any more. What cannot be deleted stays, encrypted, and is logged.
  public void delete(UUID tenant, String reference) {
    try {
      files.delete(tenant, reference);
    } catch (Failure e) {
      log.warn("a secret file of tenant {} is left: {}", tenant, e.getMessage());
    }
  }
}
