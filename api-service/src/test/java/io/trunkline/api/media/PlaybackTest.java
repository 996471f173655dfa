package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ByteArrayResource;

class PlaybackTest {
  @Test
  void aFilmSaysItsLengthAndItsMeasures() {
    assertThat(of(film(true))).contains(new Playback(2, 640, 480));
  }

  @Test
  void aFilmOnItsSideIsShownUpright() {
    assertThat(of(film(false))).contains(new Playback(2, 480, 640));
  }

  @Test
  void anOpusRecordingLastsUntilItsLastSampleWithoutThePreSkip() {
    assertThat(of(opus(312 + 3 * 48_000))).contains(new Playback(3, 0, 0));
    assertThat(of(opus(312 + 3 * 48_000 + 24_000))).contains(new Playback(4, 0, 0));
    assertThat(of(opus(312 + 1))).contains(new Playback(1, 0, 0));
  }

  @Test
  void aWavRecordingLastsAsLongAsItsSamples() {
    assertThat(of(wav())).contains(new Playback(3, 0, 0));
  }

  /// 115 frames of 1152 samples at 44.1 kHz, 417 bytes each at 128 kbit/s; the tag's length is 7
  /// bits a byte.
  @Test
  void anMp3RecordingLastsAsLongAsItsFramesAfterItsTag() {
    var tag = joined(text("ID3"), new byte[] {4, 0, 0, 0, 0, 1, 2}, new byte[130]);
    assertThat(
            of(joined(tag, frames(115, 417, 0xff, 0xfb, 0x90, 0, 0, 0, 0), text("TAG and so on"))))
        .contains(new Playback(3, 0, 0));
  }

  /// 24 frames of two blocks of 1024 samples at 16 kHz, 300 bytes each.
  @Test
  void anAacRecordingLastsAsLongAsItsFrames() {
    assertThat(of(frames(24, 300, 0xff, 0xf1, 0x60, 0x40, 300 >> 3, (300 & 7) << 5, 1)))
        .contains(new Playback(3, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "sound.mp3,libmp3lame,44100",
    "sound.mp3,libmp3lame,22050",
    "sound.mp3,libmp3lame,8000",
    "sound.m4a,aac,44100",
    "sound.aac,aac,44100",
    "sound.wav,pcm_s16le,44100",
    "sound.ogg,libvorbis,44100",
    "sound.opus,libopus,48000",
    "sound.flac,flac,44100"
  })
  void realFilesSayTheirLength(String name, String codec, String rate, @TempDir Path folder)
      throws IOException {
    Recorded.assumeConverter();
    var sound =
        Recorded.file(
            folder,
            name,
            "sine=440:duration=7",
            "-c:a",
            codec,
            "-ar",
            rate,
            "-metadata",
            "title=A");
    assertThat(Playback.of(sound, sound.contentLength())).contains(new Playback(7, 0, 0));
  }

  @Test
  void whatIsNoRecordingSaysNothing() {
    assertThat(of(new byte[0])).isEmpty();
    assertThat(of(text("%PDF-1.7"))).isEmpty();
  }

  @Test
  void aRecordingCutAnywhereIsNoError() {
    for (var whole :
        new byte[][] {
          film(true),
          opus(48_312),
          wav(),
          frames(3, 99, 0xff, 0xf1, 0x60, 0x40, 99 >> 3, (99 & 7) << 5, 1)
        }) {
      for (int length = 0; length < Math.min(whole.length, 400); length++) {
        of(Arrays.copyOf(whole, length))
            .ifPresent(found -> assertThat(found.seconds()).isPositive());
      }
    }
  }

  @Test
  void boxesThatAreTooShortSayNothing() {
    for (int size = 0; size < 24; size++) {
      var track = box("trak", box("tkhd", new byte[size]));
      var film = box("moov", joined(box("mvhd", new byte[size]), track));
      assertThat(of(joined(box("ftyp", text("isom")), film))).isEmpty();
    }
  }

  private static Optional<Playback> of(byte[] file) {
    return Playback.of(new ByteArrayResource(file), file.length);
  }

  /// 1.5 s of 640 x 480 px.
  private static byte[] film(boolean isUpright) {
    var movie = ByteBuffer.allocate(100).putInt(12, 1000).putInt(16, 1500).array();
    var track = ByteBuffer.allocate(84);
    track.putInt(40, isUpright ? 1 << 16 : 0).putInt(44, isUpright ? 0 : 1 << 16);
    track.putInt(76, 640 << 16).putInt(80, 480 << 16);
    return joined(
        box("ftyp", text("isom")),
        box("free", new byte[9]),
        box("moov", joined(box("mvhd", movie), box("trak", box("tkhd", track.array())))));
  }

  private static byte[] box(String type, byte[] body) {
    return joined(ByteBuffer.allocate(4).putInt(8 + body.length).array(), text(type), body);
  }

  /// @param samples played at its end, at 48 kHz, with the 312 that are skipped
  private static byte[] opus(long samples) {
    var head = new byte[] {1, 1, 312 % 256, 312 / 256, 0, 0, 0, 0, 0, 0, 0};
    return joined(page(0, joined(text("OpusHead"), head)), page(samples, new byte[200]));
  }

  private static byte[] page(long samples, byte[] body) {
    var head = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
    head.put(text("OggS")).putLong(6, samples).put(26, (byte) 1).put(27, (byte) body.length);
    return joined(head.array(), body);
  }

  /// 20,000 bytes at 8,000 a second.
  private static byte[] wav() {
    var format = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    format.put(text("fmt ")).putInt(16).putInt(16, 8000);
    var data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    data.put(text("data")).putInt(20_000);
    return joined(text("RIFF....WAVE"), format.array(), data.array(), new byte[20_000]);
  }

  private static byte[] frames(int count, int bytes, int... head) {
    var frames = ByteBuffer.allocate(count * bytes);
    for (int frame = 0; frame < count; frame++) {
      for (int at = 0; at < head.length; at++) {
        frames.put(frame * bytes + at, (byte) head[at]);
      }
    }
    return frames.array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[]... parts) {
    var whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    Arrays.stream(parts).forEach(whole::put);
    return whole.array();
  }
}
