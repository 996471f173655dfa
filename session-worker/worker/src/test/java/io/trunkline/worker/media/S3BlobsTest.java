package io.trunkline.worker.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.worker.settings.BucketSettings;
import io.trunkline.worker.settings.Secret;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The SDK of Amazon against a small S3 of ours.
class S3BlobsTest extends BlobsTest {
  private final FakeS3 s3 = new FakeS3();
  private final Blobs blobs = blobs(s3.key());

  private Blobs blobs(String accessKey) {
    return new S3Blobs(
        new BucketSettings(
            "files",
            "eu-central-1",
            Optional.of(s3.url()),
            true,
            "media/",
            accessKey,
            Secret.of("secret")));
  }

  @Override
  Blobs blobs() {
    return blobs;
  }

  @AfterEach
  void close() {
    blobs.close();
    s3.close();
  }

  @Test
  void namesBeginWithThePrefix() throws IOException {
    blobs.delete("tenant/name");
    assertThat(s3.lastPath()).isEqualTo("/files/media/tenant/name");
  }

  @Test
  void aBucketThatRefusesIsAFailureOfTheStore() {
    try (var refused = blobs("stranger")) {
      assertThatThrownBy(() -> refused.size("tenant/name")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> refused.open("tenant/name", 0)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> refused.delete("tenant/name")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> refused.deleteAll("tenant")).isInstanceOf(IOException.class);
    }
  }
}
