package io.trunkline.e2e.bench;

import io.trunkline.e2e.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON lines, in and out, between the benchmark and a contender.
final class Orders {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final BufferedReader in;
  private final PrintStream out;

  Orders(java.io.InputStream in, java.io.OutputStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  /// The next line that is an object; what loggers print between them is passed over. Absent at the
  /// end.
  Optional<JsonNode> next() {
    try {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("{")) {
          return Optional.of(Http.parse(line));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void write(Map<String, Object> line) {
    out.println(JSON.writeValueAsString(line));
  }
}
