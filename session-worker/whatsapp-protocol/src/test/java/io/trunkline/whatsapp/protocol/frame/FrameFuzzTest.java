package io.trunkline.whatsapp.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

class FrameFuzzTest {

  /// However a stream is cut, its frames hold no more than was fed, or one is refused.
  @FuzzTest(maxDuration = "5s")
  void anyStreamGivesFramesOrIsRefused(FuzzedDataProvider data) {
    var decoder = new FrameDecoder(1 << 16);
    long fed = 0;
    long given = 0;
    try {
      while (data.remainingBytes() > 0) {
        byte[] piece = data.consumeBytes(data.consumeInt(1, 300));
        fed += piece.length;
        decoder.feed(ByteBuffer.wrap(piece));
        for (var frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
          given += Frames.HEADER_BYTES + frame.get().remaining();
        }
      }
    } catch (FrameException refused) {
      assertThat(refused.code()).isEqualTo(FrameException.Code.TOO_LARGE);
    }
    assertThat(given).isLessThanOrEqualTo(fed);
  }
}
