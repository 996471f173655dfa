package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The files that operators get, and the programs that read them.
final class Repository {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  static final ObjectMapper YAML = new YAMLMapper(new YAMLFactory());

  private Repository() {}

  static Path path(String inRepository) {
    return ROOT.resolve(inRepository);
  }

  static String text(String inRepository) {
    try {
      return Files.readString(path(inRepository));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode yaml(String inRepository) {
    return YAML.readTree(text(inRepository));
  }

  static List<JsonNode> documents(String yaml) {
    try (var all = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      var documents = new ArrayList<>(all.readAll());
      documents.removeIf(JsonNode::isNull);
      return documents;
    }
  }

  /// Runs a program, which must end well, and gives what it printed. Where it is missing the test
  /// is skipped, but on a CI machine fails.
  static String run(String... words) {
    try {
      var isCi = "true".equals(System.getenv("CI"));
      Assumptions.assumeTrue(isCi || isInstalled(words[0]), words[0] + " is not installed");
      var process = new ProcessBuilder(words).directory(ROOT.toFile()).start();
      process.getOutputStream().close();
      var errors = new StringBuilder();
      var reader = Thread.ofVirtual().start(() -> errors.append(read(process.getErrorStream())));
      var output = read(process.getInputStream());
      reader.join();
      assertThat(process.waitFor()).as("%s: %s%s", List.of(words), output, errors).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(java.io.InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isInstalled(String program) {
    return program.contains("/")
        || List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
