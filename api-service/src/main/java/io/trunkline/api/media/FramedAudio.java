package io.trunkline.api.media;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The length of MP3 and AAC in ADTS, which say it nowhere: their frames are counted, up to what is
/// none.
///
///     MP3   11 bits set, 2 version, 2 layer, 1 | 4 bitrate, 2 rate, 1 padding, 1 | 8
///     ADTS  12 bits set, 1, 2 zero, 1 | 2, 4 rate, 2 | 6, 13 bytes of the frame … 11 | 2 blocks -
///     1
///
/// @param samples of one channel
/// @param rate of them a second; 0 where there is no frame
record FramedAudio(long samples, int rate) {
  private static final int HEAD_BYTES = 7;
  private static final int MPEG1 = 3;
  private static final int LAYER3 = 1;
  private static final int BLOCK_SAMPLES = 1024;
  private static final int[] KBITS_MPEG1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KBITS_MPEG2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] MP3_RATES = {44_100, 48_000, 32_000};
  private static final int[] ADTS_RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private record Frame(int bytes, int samples, int rate) {
    static final Frame NONE = new Frame(0, 0, 0);
  }

  /// Reads the file to its end, or to what is no frame.
  static FramedAudio of(InputStream bytes) throws IOException {
    long samples = 0;
    int rate = 0;
    var head = bytes.readNBytes(HEAD_BYTES);
    try {
      if (head.length == HEAD_BYTES && head[0] == 'I' && head[1] == 'D' && head[2] == '3') {
        // Four times 7 bits say how long the tag is after its 10 bytes.
        var rest = bytes.readNBytes(3);
        bytes.skipNBytes(
            rest.length < 3 ? 0 : (head[6] << 21) + (rest[0] << 14) + (rest[1] << 7) + rest[2]);
        head = bytes.readNBytes(HEAD_BYTES);
      }
      for (var frame = frame(head); frame.bytes() > 0; frame = frame(head)) {
        bytes.skipNBytes(frame.bytes() - HEAD_BYTES);
        samples += frame.samples();
        rate = frame.rate();
        head = bytes.readNBytes(HEAD_BYTES);
      }
    } catch (EOFException e) {
      // The last frame is cut short.
    }
    return new FramedAudio(samples, rate);
  }

  private static Frame frame(byte[] bytes) {
    var head = Arrays.copyOf(bytes, HEAD_BYTES);
    if (head[0] != -1 || (head[1] & 0xe0) != 0xe0) {
      return Frame.NONE;
    }
    var frame = (head[1] & 0xf6) == 0xf0 ? adts(head) : mp3(head);
    return frame.bytes() < HEAD_BYTES ? Frame.NONE : frame;
  }

  private static Frame adts(byte[] head) {
    int rate = head[2] >> 2 & 0xf;
    int bytes = (head[3] & 3) << 11 | (head[4] & 0xff) << 3 | (head[5] & 0xff) >> 5;
    return rate < ADTS_RATES.length
        ? new Frame(bytes, BLOCK_SAMPLES * ((head[6] & 3) + 1), ADTS_RATES[rate])
        : Frame.NONE;
  }

  private static Frame mp3(byte[] head) {
    int version = head[1] >> 3 & 3;
    int bitrate = head[2] >> 4 & 0xf;
    int rate = head[2] >> 2 & 3;
    if (version == 1 || (head[1] >> 1 & 3) != LAYER3 || bitrate == 15 || rate == 3) {
      return Frame.NONE;
    }
    int samples = version == MPEG1 ? 1152 : 576;
    int hertz = MP3_RATES[rate] >> (version == MPEG1 ? 0 : version == 2 ? 1 : 2);
    int kbits = (version == MPEG1 ? KBITS_MPEG1 : KBITS_MPEG2)[bitrate];
    return new Frame(samples / 8 * kbits * 1000 / hertz + (head[2] >> 1 & 1), samples, hertz);
  }
}
