package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The formatter breaks a line of documentation that is too long into one that documents and one
/// that only comments, and what follows is lost to readers of the documentation.
class DocumentationCommentsTest {
  private static final Pattern BROKEN = Pattern.compile("(?m)^ *///.*\\n *// .*");

  @Test
  void noDocumentationIsBrokenOff() throws IOException {
    try (var files = Files.walk(Repository.path("."))) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !file.toString().contains("/target/"))
                  .flatMap(DocumentationCommentsTest::broken))
          .isEmpty();
    }
  }

  private static Stream<String> broken(Path file) {
    try {
      return BROKEN
          .matcher(Files.readString(file))
          .results()
          .map(found -> file.getFileName() + ": " + found.group());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
