package io.trunkline.worker.media;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderBlobsTest extends BlobsTest {
  @TempDir private Path folder;

  @Override
  Blobs blobs() {
    return new FolderBlobs(folder);
  }
}
