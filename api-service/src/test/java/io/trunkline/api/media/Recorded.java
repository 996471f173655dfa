package io.trunkline.api.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;

/// Files made by the real converter, where there is one.
public final class Recorded {
  static final MediaSettings MEDIA =
      new MediaSettings(
          DataSize.ofMegabytes(100),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofDays(90),
          Duration.ofMinutes(10));

  private Recorded() {}

  static ConverterSettings settings(String ffmpeg) {
    return new ConverterSettings(
        ffmpeg, "pdftoppm", Duration.ofSeconds(60), 2, DataSize.ofGigabytes(1));
  }

  static Programs programs() {
    return new Programs(settings("ffmpeg"), MEDIA);
  }

  public static void assumeConverter() {
    Assumptions.assumeTrue(
        "true".equals(System.getenv("CI")) || programs().find("ffmpeg").isPresent(), "no ffmpeg");
  }

  /// @param source of ffmpeg's lavfi
  public static ByteArrayResource file(Path folder, String name, String source, String... encoding)
      throws IOException {
    var arguments = new ArrayList<>(List.of("-v", "quiet", "-f", "lavfi", "-i", source));
    arguments.addAll(List.of(encoding));
    arguments.add(name);
    var made =
        programs().find("ffmpeg").orElseThrow().run(folder, arguments, out -> out.readAllBytes());
    assertThat(made).isPresent();
    return new ByteArrayResource(Files.readAllBytes(folder.resolve(name)));
  }
}
