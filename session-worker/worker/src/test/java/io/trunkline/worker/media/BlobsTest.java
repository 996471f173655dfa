package io.trunkline.worker.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every place for files must hold to.
abstract class BlobsTest {
  private static final String TENANT = "00000000-0000-0001-0000-000000000001";
  private static final String OTHER = "00000000-0000-0002-0000-000000000002";

  @TempDir private Path folder;

  abstract Blobs blobs();

  private byte[] keep(String name, int seed) throws IOException {
    byte[] file = new byte[100_000];
    new Random(seed).nextBytes(file);
    Path part = folder.resolve("part");
    Files.write(part, file);
    blobs().put(name, part);
    return file;
  }

  private byte[] read(String name, long from) throws IOException {
    try (var bytes = blobs().open(name, from)) {
      return bytes.readAllBytes();
    }
  }

  @Test
  void aFileIsKeptAndReplaced() throws IOException {
    keep(TENANT + "/ab", 1);
    byte[] second = keep(TENANT + "/ab", 2);
    assertThat(read(TENANT + "/ab", 0)).isEqualTo(second);
    assertThat(blobs().size(TENANT + "/ab")).hasValue(second.length);
  }

  @Test
  void aFileIsReadFromOneOfItsBytesOn() throws IOException {
    byte[] file = keep(TENANT + "/cd", 3);
    assertThat(read(TENANT + "/cd", 99_990))
        .isEqualTo(java.util.Arrays.copyOfRange(file, 99_990, 100_000));
  }

  @Test
  void whatIsNotThereHasNoSizeAndIsDeletedWithoutComplaint() throws IOException {
    assertThat(blobs().size(TENANT + "/none")).isEmpty();
    blobs().delete(TENANT + "/none");
    blobs().deleteAll(TENANT);
    keep(TENANT + "/ef", 4);
    blobs().delete(TENANT + "/ef");
    assertThat(blobs().size(TENANT + "/ef")).isEmpty();
  }

  @Test
  void allFilesOfATenantGoAndNoneOfAnother() throws IOException {
    for (int i = 0; i < 5; i++) {
      keep(TENANT + "/f" + i, i);
    }
    keep(OTHER + "/f0", 9);
    blobs().deleteAll(TENANT);
    for (int i = 0; i < 5; i++) {
      assertThat(blobs().size(TENANT + "/f" + i)).isEmpty();
    }
    assertThat(blobs().size(OTHER + "/f0")).isPresent();
  }
}
