package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MonitoringTest {
  private static final String FOLDER = "deploy/monitoring/";
  private static final String RULES = FOLDER + "rules.yml";
  private static final Pattern OURS = Pattern.compile("trunkline_[a-z_]+");
  private static final Pattern RECORDED = Pattern.compile("trunkline:[a-z0-9_:]+");
  private static final Pattern DECLARED = Pattern.compile("\"(trunkline(?:\\.[a-z_]+){2,})\"");

  @Test
  void rulesAreWellFormed() {
    assertThat(Repository.run("promtool", "check", "rules", RULES)).contains("SUCCESS");
  }

  @Test
  void rulesFireWhenTheyShouldAndAreQuietOtherwise() {
    assertThat(Repository.run("promtool", "test", "rules", FOLDER + "rules-test.yml"))
        .contains("SUCCESS");
  }

  @Test
  void everyAlertIsTestedQuietAndFiring() {
    var names = new HashSet<String>();
    Repository.yaml(FOLDER + "rules-test.yml")
        .path("tests")
        .forEach(test -> names.add(test.path("name").asString()));
    for (var alert : alerts()) {
      assertThat(names).contains(alert + " is quiet", alert + " fires");
    }
  }

  @Test
  void everyAlertHasAPageAndEveryPageAnAlert() throws IOException {
    try (var pages = Files.list(Repository.path(FOLDER + "runbooks"))) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              alerts().stream().map(alert -> alert + ".md").toList());
    }
    for (var rule : rules()) {
      if (rule.has("alert")) {
        var page = Repository.text(rule.at("/annotations/runbook_url").asString());
        assertThat(page)
            .startsWith("# " + rule.path("alert").asString() + "\n")
            .contains(rule.path("expr").asString(), "## Look", "## Do");
      }
    }
  }

  @Test
  void theOperatorGetsTheSameRules() {
    assertThat(Repository.yaml("k8s/components/monitoring/prometheus-rule.yaml").at("/spec/groups"))
        .isEqualTo(Repository.yaml(RULES).path("groups"));
  }

  @Test
  void everySeriesOfAQueryIsOneThatAServiceDeclares() {
    var declared = declared();
    var recorded = new HashSet<String>();
    rules().forEach(rule -> recorded.add(rule.path("record").asString("")));
    for (var query : queries()) {
      var names = OURS.matcher(query);
      while (names.find()) {
        assertThat(declared).as(query).contains(names.group());
      }
      var records = RECORDED.matcher(query);
      while (records.find()) {
        assertThat(recorded).as(query).contains(records.group());
      }
    }
  }

  @Test
  void everyMeterOfOursIsInTheTableOfItsService() {
    var tables =
        Stream.of(Service.values())
            .map(service -> Repository.text(service.module() + "/README.md"))
            .reduce("", String::concat);
    for (var meter : meters()) {
      var words = meter.replace('.', '_').split("_", 3);
      assertThat(tables).as(meter).contains(words[2]);
    }
  }

  @Test
  void everyPanelHasQueriesAndATitle() {
    for (var dashboard : dashboards()) {
      assertThat(dashboard.path("panels").isEmpty()).isFalse();
      for (var panel : dashboard.path("panels")) {
        assertThat(panel.path("title").asString()).isNotBlank();
        assertThat(panel.path("targets").isEmpty()).isFalse();
      }
    }
  }

  private static List<String> queries() {
    var all = new ArrayList<String>();
    rules().forEach(rule -> all.add(rule.path("expr").asString()));
    for (var dashboard : dashboards()) {
      dashboard
          .path("panels")
          .forEach(
              panel ->
                  panel.path("targets").forEach(target -> all.add(target.path("expr").asString())));
    }
    assertThat(all).hasSizeGreaterThan(60);
    return all;
  }

  private static List<JsonNode> dashboards() {
    try (var files = Files.list(Repository.path(FOLDER + "dashboards"))) {
      return files
          .map(file -> Repository.yaml(Repository.ROOT.relativize(file).toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> rules() {
    var all = new ArrayList<JsonNode>();
    Repository.yaml(RULES).path("groups").forEach(group -> group.path("rules").forEach(all::add));
    return all;
  }

  private static List<String> alerts() {
    return rules().stream()
        .filter(rule -> rule.has("alert"))
        .map(rule -> rule.path("alert").asString())
        .toList();
  }

  /// Prometheus names that the meters in the sources can take.
  private static Set<String> declared() {
    var names = new HashSet<String>();
    for (var meter : meters()) {
      var base = meter.replace('.', '_');
      for (var suffix : List.of("", "_total", "_count", "_sum", "_max")) {
        names.add(base + suffix);
      }
      for (var suffix : List.of("_count", "_sum", "_bucket", "_max")) {
        names.add(base + "_seconds" + suffix);
      }
    }
    return names;
  }

  /// Names of meters in the sources: those in files that register meters.
  private static Set<String> meters() {
    var names = new TreeSet<String>();
    for (var service : Service.values()) {
      try (var files = Files.walk(Repository.path(service.module() + "/src/main/java"))) {
        for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          var text = Files.readString(file);
          if (text.contains("io.micrometer.core.instrument")) {
            DECLARED.matcher(text).results().forEach(found -> names.add(found.group(1)));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    // A setting that stands beside meters.
    names.remove("trunkline.redis.url");
    assertThat(names).hasSizeGreaterThan(25);
    return names;
  }
}
