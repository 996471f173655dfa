package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// How loud a recording is over its length, in little memory whatever its length: sums of equal
/// spans, which double when there are too many.
final class Loudness {
  private static final int BARS = 64;
  private static final int MOST_SPANS = 64 * BARS;

  private final double[] spans = new double[MOST_SPANS];
  private long samplesASpan = 1;
  private int full;
  private long inLast;

  /// The waveform that phones draw of a voice note: 64 values of 0 to 100, each the mean loudness
  /// of as long a part, the loudest part 100. Silence, and nothing, is 64 zeros.
  ///
  /// @param samples mono, 16 bits signed, little-endian; is read to its end
  static ByteString waveform(InputStream samples) throws IOException {
    var loudness = new Loudness();
    var bytes = new BufferedInputStream(samples, 1 << 16);
    for (int low = bytes.read(), high = bytes.read(); high >= 0; ) {
      loudness.add(Math.abs((short) (high << 8 | low)));
      low = bytes.read();
      high = bytes.read();
    }
    return loudness.bars();
  }

  private void add(int sample) {
    if (inLast == samplesASpan) {
      inLast = 0;
      if (++full == MOST_SPANS) {
        halve();
      }
    }
    spans[full] = inLast == 0 ? sample : spans[full] + sample;
    inLast++;
  }

  private void halve() {
    for (int at = 0; at < MOST_SPANS / 2; at++) {
      spans[at] = spans[2 * at] + spans[2 * at + 1];
    }
    full = MOST_SPANS / 2;
    samplesASpan *= 2;
  }

  private ByteString bars() {
    var bars = new double[BARS];
    double loudest = 0;
    // What is left over of the last span is heard in the last bar.
    int count = inLast == 0 ? 0 : full + 1;
    for (int bar = 0; bar < BARS && count > 0; bar++) {
      int from = bar * count / BARS;
      int to = Math.max(from + 1, (bar + 1) * count / BARS);
      for (int at = from; at < to; at++) {
        bars[bar] += spans[at];
      }
      double samples = (double) (to - from) * samplesASpan;
      bars[bar] /= to == count ? samples - samplesASpan + inLast : samples;
      loudest = Math.max(loudest, bars[bar]);
    }
    var waveform = new byte[BARS];
    for (int bar = 0; bar < BARS && loudest > 0; bar++) {
      waveform[bar] = (byte) (100 * bars[bar] / loudest);
    }
    return ByteString.copyFrom(waveform);
  }
}
