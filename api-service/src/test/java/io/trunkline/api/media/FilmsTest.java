package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ByteArrayResource;

class FilmsTest {
  private static final String PICTURE = "testsrc=size=640x360:duration=4";

  private final Films films = new Films(Recorded.programs(), Recorded.settings("ffmpeg"));
  @TempDir private static Path folder;

  @BeforeAll
  static void needsConverter() {
    Recorded.assumeConverter();
  }

  @ParameterizedTest
  @CsvSource({"film.mp4,mpeg4", "film.webm,libvpx", "film.avi,mpeg4"})
  void aVideoSaysItsLengthAndMeasuresAndHasItsFirstFrame(String name, String codec)
      throws IOException {
    var film = of(Recorded.file(folder, name, PICTURE, "-c:v", codec));
    assertThat(film.playback()).contains(new Playback(4, 640, 360));
    var frame = ImageIO.read(new ByteArrayInputStream(film.preview().orElseThrow().toByteArray()));
    assertThat(frame.getWidth()).isEqualTo(100);
    assertThat(frame.getHeight()).isEqualTo(56);
  }

  @Test
  void aRecordingThatSaysNothingIsAsked() throws IOException {
    var sound = Recorded.file(folder, "sound.webm", "sine=440:duration=3", "-c:a", "libopus");
    assertThat(Playback.of(sound, sound.contentLength())).isEmpty();
    assertThat(films.recording(sound, sound.contentLength())).contains(new Playback(3, 0, 0));
  }

  @Test
  void whatIsNoVideoHasNoPreview() throws IOException {
    assertThat(of(new ByteArrayResource("no film".getBytes())))
        .isEqualTo(new Films.Film(Optional.empty(), Optional.empty()));
    var whole = Recorded.file(folder, "whole.mp4", PICTURE, "-c:v", "mpeg4").getByteArray();
    assertThat(of(new ByteArrayResource(Arrays.copyOf(whole, 100))).preview()).isEmpty();
  }

  @Test
  void withoutAConverterAVideoSaysWhatItKnowsItself() throws IOException {
    var without = new Films(Recorded.programs(), Recorded.settings(""));
    var file = Recorded.file(folder, "alone.mp4", PICTURE, "-c:v", "mpeg4");
    var film = without.film(file, file.contentLength());
    assertThat(film.playback()).contains(new Playback(4, 640, 360));
    assertThat(film.preview()).isEmpty();
  }

  private Films.Film of(ByteArrayResource file) {
    return films.film(file, file.contentLength());
  }
}
