package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.api.failure.Failure;
import io.trunkline.proto.content.MediaRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ByteArrayResource;

class VoiceNotesTest {
  /// 3 s in stereo, loud in the first half.
  private static final String SOUND =
      "sine=440:sample_rate=44100:duration=3,volume='if(lt(t,1.5),1,0.1)':eval=frame,"
          + "pan=stereo|c0=c0|c1=c0";

  private final VoiceNotes voices =
      new VoiceNotes(Recorded.programs(), Recorded.settings("ffmpeg"));
  @TempDir private static Path folder;

  @BeforeAll
  static void needsConverter() {
    Recorded.assumeConverter();
  }

  @ParameterizedTest
  @CsvSource({
    "sound.mp3,libmp3lame",
    "sound.m4a,aac",
    "sound.aac,aac",
    "sound.wav,pcm_s16le",
    "sound.ogg,libvorbis",
    "sound.opus,libopus",
    "sound.flac,flac",
    "sound.webm,libopus"
  })
  void aRecordingBecomesMonoOpusOfItsLengthWithItsWaveform(String name, String codec)
      throws IOException {
    var sound = Recorded.file(folder, name, SOUND, "-c:a", codec);
    try (var note = voices.of(sound, sound.contentLength())) {
      assertThat(note.kind()).isEqualTo(MediaRef.Kind.VOICE);
      var bytes = note.file().getInputStream().readAllBytes();
      assertThat(bytes).hasSize((int) note.length());
      assertThat(new String(bytes, 28, 8, StandardCharsets.US_ASCII)).isEqualTo("OpusHead");
      assertThat(bytes[28 + 9]).as("channels").isEqualTo((byte) 1);
      assertThat(Playback.of(note.file(), note.length())).contains(new Playback(3, 0, 0));
      assertThat(note.waveform().size()).isEqualTo(64);
      assertThat(note.waveform().byteAt(16)).isBetween((byte) 95, (byte) 100);
      assertThat(note.waveform().byteAt(48)).isBetween((byte) 8, (byte) 12);
    }
  }

  @Test
  void aVoiceNoteStaysAsItIsAndGetsItsWaveform() throws IOException {
    var sound = Recorded.file(folder, "mono.ogg", SOUND, "-c:a", "libopus", "-ac", "1");
    try (var note = voices.of(sound, sound.contentLength())) {
      assertThat(note.file()).isSameAs(sound);
      assertThat(note.waveform().byteAt(16)).isBetween((byte) 95, (byte) 100);
    }
  }

  @Test
  void whatIsNoRecordingIsRefused() {
    for (var text : new String[] {"", "no sound", "OggS"}) {
      var file = new ByteArrayResource(text.getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> voices.of(file, file.contentLength())).isInstanceOf(Failure.class);
    }
  }

  /// Else one tenant could send itself the gateway's files.
  @Test
  void aPlaylistOfOtherFilesIsRefused() throws IOException {
    Recorded.file(folder, "secret.ts", SOUND, "-c:a", "aac");
    for (var list :
        new String[] {
          "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile:%s\n#EXT-X-ENDLIST\n",
          "ffconcat version 1.0\nfile '%s'\n"
        }) {
      var file = new ByteArrayResource(list.formatted(folder.resolve("secret.ts")).getBytes());
      assertThatThrownBy(() -> voices.of(file, file.contentLength())).isInstanceOf(Failure.class);
    }
  }

  @Test
  void aRecordingCutShortIsRefusedOrIsWhatIsLeft() throws IOException {
    var sound = Recorded.file(folder, "cut.m4a", SOUND, "-c:a", "aac", "-movflags", "faststart");
    var cut = new ByteArrayResource(Arrays.copyOf(sound.getByteArray(), 20_000));
    try (var note = voices.of(cut, cut.contentLength())) {
      assertThat(Playback.of(note.file(), note.length()).orElseThrow().seconds()).isBetween(1L, 3L);
    }
    var head = new ByteArrayResource(Arrays.copyOf(sound.getByteArray(), 100));
    assertThatThrownBy(() -> voices.of(head, 100)).isInstanceOf(Failure.class);
  }

  @Test
  void withoutAConverterOnlyOpusIsAVoiceNote() throws IOException {
    var without = new VoiceNotes(Recorded.programs(), Recorded.settings(""));
    var opus = Recorded.file(folder, "as-is.ogg", SOUND, "-c:a", "libopus");
    try (var note = without.of(opus, opus.contentLength())) {
      assertThat(note.kind()).isEqualTo(MediaRef.Kind.VOICE);
      assertThat(note.file()).isSameAs(opus);
    }
    var mp3 = Recorded.file(folder, "as-is.mp3", SOUND);
    try (var note = without.of(mp3, mp3.contentLength())) {
      assertThat(note.kind()).isEqualTo(MediaRef.Kind.AUDIO);
      assertThat(note.file()).isSameAs(mp3);
    }
  }
}
