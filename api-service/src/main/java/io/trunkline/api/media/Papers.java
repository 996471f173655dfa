package io.trunkline.api.media;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;

/// What phones show of PDFs before they are loaded. Poppler draws them in processes of its own,
/// because a file can make a renderer need any time and memory.
@Component
class Papers {
  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern PAGES = Pattern.compile("(?m)^Pages: +([0-9]{1,9})$");

  private final Optional<Program> pdftoppm;
  private final Optional<Program> pdfinfo;

  Papers(Programs programs, ConverterSettings settings) {
    pdftoppm = programs.find(settings.pdftoppm());
    pdfinfo = programs.beside(settings.pdftoppm(), "pdfinfo");
  }

  /// @param preview of the first page, a JPEG of at most 100 px a side
  record Paper(Optional<Integer> pages, Optional<ByteString> preview) {}

  /// Empty where the file is no PDF by its first bytes, or nothing draws it.
  Optional<Paper> of(InputStreamSource file) {
    if (pdftoppm.isEmpty() || !isPdf(file)) {
      return Optional.empty();
    }
    try (var scratch = Scratch.of(file)) {
      var input = scratch.input().toString();
      var pages =
          pdfinfo.flatMap(
              program -> program.tried(scratch.folder(), List.of(input), Papers::pages));
      var preview =
          pdftoppm
              .get()
              .tried(
                  scratch.folder(),
                  List.of("-q", "-jpeg", "-singlefile", "-l", "1", "-scale-to", "100", input),
                  output -> ByteString.copyFrom(output.readNBytes(MOST_BYTES)))
              .filter(jpeg -> !jpeg.isEmpty());
      return Optional.of(new Paper(pages.flatMap(found -> found), preview));
    }
  }

  private static boolean isPdf(InputStreamSource file) {
    try {
      return FileTypes.of(file, List.of()).equals("application/pdf");
    } catch (IOException e) {
      throw new UncheckedIOException("A file to be sent cannot be read", e);
    }
  }

  private static Optional<Integer> pages(InputStream output) throws IOException {
    var said =
        PAGES.matcher(new String(output.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
    return said.find() ? Optional.of(Integer.valueOf(said.group(1))) : Optional.empty();
  }
}
