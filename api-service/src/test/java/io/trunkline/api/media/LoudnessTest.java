package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class LoudnessTest {
  @Test
  void eachBarIsTheMeanOfItsPart() {
    // 64 parts of 100 samples of part, -part, part, ...
    var bars = waveform(6_400, at -> (at % 2 == 0 ? 1 : -1) * (at / 100));
    for (int bar = 0; bar < 64; bar++) {
      assertThat(bars.byteAt(bar)).isEqualTo((byte) (100 * bar / 63));
    }
  }

  @Test
  void aLongRecordingHasTheSameShape() {
    var bars = waveform(4_000_000, at -> at < 2_000_000 ? 1_000 : Short.MIN_VALUE);
    assertThat(bars.byteAt(0)).isEqualTo((byte) 3);
    assertThat(bars.byteAt(30)).isEqualTo((byte) 3);
    assertThat(bars.byteAt(33)).isEqualTo((byte) 100);
    assertThat(bars.byteAt(63)).isEqualTo((byte) 100);
  }

  @Test
  void silenceAndNothingAreFlat() {
    assertThat(waveform(10_000, _ -> 0)).isEqualTo(ByteString.copyFrom(new byte[64]));
    assertThat(waveform(0, _ -> 0)).isEqualTo(ByteString.copyFrom(new byte[64]));
  }

  @Test
  void anEvenSoundIsEvenWhateverItsLength() {
    qt().forAll(integers().between(1, 50_000))
        .checkAssert(
            samples -> {
              for (byte bar : waveform(samples, _ -> 7)) {
                assertThat(bar).isEqualTo((byte) 100);
              }
            });
  }

  private static ByteString waveform(int samples, IntUnaryOperator sample) {
    var bytes = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < samples; at++) {
      bytes.putShort((short) sample.applyAsInt(at));
    }
    try {
      return Loudness.waveform(new ByteArrayInputStream(bytes.array()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
