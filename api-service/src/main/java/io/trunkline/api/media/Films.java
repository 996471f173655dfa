package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;

/// What phones show of videos and recordings before they are loaded. What neither the file says nor
/// a converter finds out is left out.
@Component
class Films {
  private static final int MOST_BYTES = 1 << 16;

  private static final List<String> FIRST_FRAME =
      List.of(
          "-map",
          "0:v:0",
          "-frames:v",
          "1",
          "-vf",
          "scale=100:100:force_original_aspect_ratio=decrease",
          "-c:v",
          "mjpeg",
          "-q:v",
          "5",
          "-f",
          "image2pipe",
          "pipe:1");

  private static final List<String> MEASURES =
      List.of(
          "-show_entries",
          "stream=width,height:stream_side_data=rotation:format=duration",
          "-of",
          "default=noprint_wrappers=1");

  private final Optional<Program> ffmpeg;
  private final Optional<Program> ffprobe;

  Films(Programs programs, ConverterSettings settings) {
    ffmpeg = programs.find(settings.ffmpeg());
    ffprobe = programs.beside(settings.ffmpeg(), "ffprobe");
  }

  /// @param preview a JPEG of at most 100 px a side
  record Film(Optional<Playback> playback, Optional<ByteString> preview) {}

  Film film(InputStreamSource file, long length) {
    var said = Playback.of(file, length);
    if (ffmpeg.isEmpty()) {
      return new Film(said, Optional.empty());
    }
    try (var scratch = Scratch.of(file)) {
      return new Film(said.or(() -> probed(scratch, "v:0")), firstFrame(ffmpeg.get(), scratch));
    }
  }

  /// @param length bytes
  Optional<Playback> recording(InputStreamSource file, long length) {
    var said = Playback.of(file, length);
    if (said.isPresent() || ffprobe.isEmpty()) {
      return said;
    }
    try (var scratch = Scratch.of(file)) {
      return probed(scratch, "a:0");
    }
  }

  private static Optional<ByteString> firstFrame(Program ffmpeg, Scratch scratch) {
    return ffmpeg
        .tried(
            scratch.folder(),
            Stream.concat(Ffmpeg.reading(scratch.input()).stream(), FIRST_FRAME.stream()).toList(),
            output -> ByteString.copyFrom(output.readNBytes(MOST_BYTES)))
        .filter(jpeg -> !jpeg.isEmpty());
  }

  private Optional<Playback> probed(Scratch scratch, String stream) {
    var arguments =
        Stream.of(List.of("-select_streams", stream), MEASURES, Ffmpeg.probing(scratch.input()))
            .flatMap(List::stream)
            .toList();
    return ffprobe
        .flatMap(program -> program.tried(scratch.folder(), arguments, Films::measures))
        .flatMap(Films::playback);
  }

  private static Properties measures(InputStream output) throws IOException {
    var measures = new Properties();
    try {
      measures.load(
          new StringReader(new String(output.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new IOException("Expected measures", e);
    }
    return measures;
  }

  private static Optional<Playback> playback(Properties measures) {
    try {
      double seconds = Double.parseDouble(measures.getProperty("duration", ""));
      int width = Integer.parseInt(measures.getProperty("width", "0"));
      int height = Integer.parseInt(measures.getProperty("height", "0"));
      boolean isOnItsSide = Integer.parseInt(measures.getProperty("rotation", "0")) % 180 != 0;
      return seconds > 0
          ? Optional.of(
              new Playback(
                  Math.max(1, Math.round(seconds)),
                  isOnItsSide ? height : width,
                  isOnItsSide ? width : height))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
