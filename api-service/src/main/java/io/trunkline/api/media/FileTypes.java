package io.trunkline.api.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.io.InputStreamSource;

/// What a file is: as somebody said, or by its first bytes where nobody did.
public final class FileTypes {
  private static final int HEAD_BYTES = 16;
  private static final String ANYTHING = "application/octet-stream";
  private static final Set<String> SAYS_NOTHING =
      Set.of(ANYTHING, "binary/octet-stream", "application/x-unknown", "*/*", "");
  private static final Pattern MIMETYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}");

  private record Mark(int at, String bytes, String mimetype) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
          new Mark(0, "\u0089PNG\r\n\u001a\n", "image/png"),
          new Mark(0, "GIF8", "image/gif"),
          new Mark(8, "WEBP", "image/webp"),
          new Mark(8, "WAVE", "audio/wav"),
          new Mark(8, "AVI ", "video/x-msvideo"),
          new Mark(4, "ftypM4A", "audio/mp4"),
          new Mark(4, "ftypqt", "video/quicktime"),
          new Mark(4, "ftyp3gp", "video/3gpp"),
          new Mark(4, "ftyp", "video/mp4"),
          new Mark(0, "\u001aE\u00df\u00a3", "video/webm"),
          new Mark(0, "OggS", "audio/ogg"),
          new Mark(0, "ID3", "audio/mpeg"),
          new Mark(0, "\u00ff\u00fb", "audio/mpeg"),
          new Mark(0, "\u00ff\u00f3", "audio/mpeg"),
          new Mark(0, "\u00ff\u00f2", "audio/mpeg"),
          new Mark(0, "\u00ff\u00f1", "audio/aac"),
          new Mark(0, "\u00ff\u00f9", "audio/aac"),
          new Mark(0, "fLaC", "audio/flac"),
          new Mark(0, "#!AMR", "audio/amr"),
          new Mark(0, "%PDF-", "application/pdf"),
          new Mark(0, "PK\u0003\u0004", "application/zip"));

  private FileTypes() {}

  /// A type as a header gives it, without its parameters and in lower case.
  public static String bare(String type) {
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /// @param said by who should know, best first; what says nothing is passed over
  public static String of(InputStreamSource file, List<Optional<String>> said) throws IOException {
    var known =
        said.stream()
            .flatMap(Optional::stream)
            .filter(type -> MIMETYPE.matcher(type).matches() && !SAYS_NOTHING.contains(type))
            .findFirst();
    return known.isPresent() ? known.get() : sniffed(file);
  }

  private static String sniffed(InputStreamSource file) throws IOException {
    try (InputStream bytes = file.getInputStream()) {
      var head = new String(bytes.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
      return MARKS.stream()
          .filter(mark -> head.startsWith(mark.bytes(), mark.at()))
          .map(Mark::mimetype)
          .findFirst()
          .orElse(ANYTHING);
    }
  }
}
