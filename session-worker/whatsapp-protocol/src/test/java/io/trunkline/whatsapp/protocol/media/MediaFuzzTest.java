package io.trunkline.whatsapp.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

class MediaFuzzTest {
  private final MediaKeys keys = MediaKeys.derive(new byte[32], MediaKind.IMAGE);

  /// Files in any pieces, and answers to a request for a file that is gone.
  @FuzzTest(maxDuration = "5s")
  void anyFileIsDecryptedOrRefusedWithACode(FuzzedDataProvider data) {
    try {
      if (data.consumeBoolean()) {
        MediaRetry.of(new byte[32], "3EB0")
            .openAnswer(
                new MediaRetry.Sealed(
                    ByteString.copyFrom(data.consumeRemainingAsBytes()),
                    ByteString.copyFrom(new byte[12])));
        return;
      }
      var decryptor = MediaDecryptor.of(keys, ExpectedMedia.UNKNOWN);
      long fed = 0;
      long given = 0;
      while (data.remainingBytes() > 0) {
        byte[] piece = data.consumeBytes(data.consumeInt(1, 200));
        fed += piece.length;
        given += decryptor.update(ByteBuffer.wrap(piece)).remaining();
      }
      given += decryptor.finish().remaining();
      assertThat(given).isLessThan(fed);
    } catch (MediaException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
