package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ComposeTest {
  private static final String FILE = "deploy/docker/compose.yaml";

  /// Of a service, after the Compose specification; those that we use.
  private static final Set<String> FIELDS =
      Set.of(
          "cap_drop",
          "command",
          "depends_on",
          "environment",
          "healthcheck",
          "image",
          "mem_limit",
          "network_mode",
          "networks",
          "ports",
          "profiles",
          "read_only",
          "restart",
          "security_opt",
          "stop_grace_period",
          "tmpfs",
          "user",
          "volumes",
          "<<");

  private static final Map<String, String> BINARIES = Map.of("worker-with-simulator", "worker");

  @Test
  void everyFieldIsOneOfCompose() {
    var compose = Repository.yaml(FILE);
    assertThat(names(compose))
        .containsExactlyInAnyOrder("name", "x-service", "services", "volumes");
    compose
        .path("services")
        .properties()
        .forEach(
            service ->
                assertThat(FIELDS).as(service.getKey()).containsAll(names(service.getValue())));
  }

  @Test
  void everyMountedFileIsThere() {
    for (var service : Repository.yaml(FILE).path("services")) {
      for (var volume : service.path("volumes")) {
        var source = volume.asString().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1").split(":")[0];
        if (source.startsWith(".") && !source.startsWith("./secrets/")) {
          assertThat(Repository.path("deploy/docker").resolve(source).normalize()).exists();
        }
      }
    }
  }

  @Test
  void eachProfileHasTheFourServices() {
    for (var profile : List.of("simulator", "production")) {
      var running = new TreeSet<String>();
      Repository.yaml(FILE)
          .path("services")
          .properties()
          .forEach(
              service -> {
                if (strings(service.getValue().path("profiles")).contains(profile)) {
                  running.add(BINARIES.getOrDefault(service.getKey(), service.getKey()));
                }
              });
      for (var service : Service.values()) {
        assertThat(running).contains(service.title());
      }
    }
  }

  @Test
  void settingsAreThoseOfKubernetes() {
    for (var service : Service.values()) {
      assertThat(Repository.text("deploy/docker/settings/" + service.title() + ".yaml"))
          .isEqualTo(Repository.text("k8s/base/config/" + service.title() + ".yaml"));
    }
    assertThat(Repository.text("deploy/docker/settings/installation-local.yaml"))
        .isEqualTo(Repository.text("k8s/overlays/local/installation.yaml"));
  }

  @Test
  void imagesRunAsNobodyInParticular() {
    for (var file : List.of("Dockerfile", "simulator.Dockerfile")) {
      assertThat(Repository.text("deploy/docker/" + file))
          .contains("useradd --uid 10001", "USER 10001:10001")
          .doesNotContain("ADD ", ":latest");
    }
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }
}
