package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `deploy/docs/configuration.md` is made from what the services ship and what the compiler wrote
/// about their settings records. `TRUNKLINE_WRITE_DOCS=1` in the environment writes it anew.
class ConfigurationReferenceTest {
  private static final String PAGE = "deploy/docs/configuration.md";

  @Test
  void theReferenceIsThatOfTheCode() throws IOException {
    var page = page();
    if (System.getenv("TRUNKLINE_WRITE_DOCS") != null) {
      Files.writeString(Repository.path(PAGE), page);
    }
    assertThat(page.lines()).as("without a meaning").noneMatch(line -> line.endsWith("|  |"));
    assertThat(Repository.text(PAGE)).isEqualTo(page);
  }

  private static String page() {
    var page = new StringBuilder();
    page.append(
        """
        # Settings

        Made from the code by `ConfigurationReferenceTest`; do not edit. Each setting can be given in a
        file (`application.yaml` in the folder that `SPRING_CONFIG_ADDITIONALLOCATION` names), as a
        file of its name in a folder that `spring.config.import: configtree:` names (secrets), or as
        an environment variable: upper case, dots as `_`, dashes left out.
        """);
    for (var service : Service.values()) {
      page.append("\n## ").append(service.title()).append("\n\n");
      page.append("| setting | default | meaning |\n| --- | --- | --- |\n");
      rows(service).forEach((name, row) -> page.append(row));
    }
    return page.toString();
  }

  private static Map<String, String> rows(Service service) {
    var rows = new TreeMap<String, String>();
    service.described().stream()
        .sorted(Comparator.comparing(one -> one.path("name").asString()))
        .filter(one -> one.path("name").asString().startsWith("trunkline."))
        .forEach(
            one ->
                rows.put(
                    one.path("name").asString(),
                    row(
                        one.path("name").asString(),
                        value(one.path("defaultValue")),
                        one.path("description").asString(""))));
    var comments = service.comments();
    service
        .shipped()
        .forEach(
            (key, value) -> {
              var name = key.replaceAll("\\[\\d+]$", "");
              if (name.startsWith("trunkline.")) {
                var described =
                    service.described().stream()
                        .filter(one -> one.path("name").asString().equals(name))
                        .map(one -> one.path("description").asString(""))
                        .findFirst();
                var meaning =
                    described
                        .filter(text -> !text.isBlank())
                        .orElse(comments.getOrDefault(name, ""));
                rows.put(name, row(name, value, meaning));
              }
            });
    return rows;
  }

  private static String value(JsonNode value) {
    if (value.isArray()) {
      var all = new ArrayList<String>();
      value.forEach(one -> all.add(one.asString()));
      return String.join(",", all);
    }
    return value.asString("");
  }

  private static String row(String name, String value, String meaning) {
    var cells = List.of("`" + name + "`", value.isEmpty() ? "" : "`" + value + "`", meaning);
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").strip())
        .reduce("|", (line, cell) -> line + " " + cell + " |")
        .concat("\n");
  }
}
