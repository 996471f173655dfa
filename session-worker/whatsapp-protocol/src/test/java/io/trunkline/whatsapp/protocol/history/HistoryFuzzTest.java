package io.trunkline.whatsapp.protocol.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;

class HistoryFuzzTest {
  private static final int MAX_BYTES = 1 << 20;

  /// Half of the inputs are compressed first, so that what is inside of the compression is reached.
  @FuzzTest(maxDuration = "5s")
  void anyChunkIsReadOrRefusedWithACode(FuzzedDataProvider data) throws IOException {
    boolean isPlain = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    byte[] compressed = isPlain ? deflate(bytes) : bytes;
    try (var reader = new HistoryReader(new ByteArrayInputStream(compressed), MAX_BYTES)) {
      while (reader.next().isPresent()) {
        // Each item is made from hostile bytes.
      }
      reader.chunk();
    } catch (HistoryException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }

  private static byte[] deflate(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }
}
