package io.trunkline.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ManifestsTest {
  private static Stream<Arguments> servicesEverywhere() {
    return Stream.of(Overlay.values())
        .flatMap(o -> Stream.of(Service.values()).map(s -> Arguments.of(o, s)));
  }

  @ParameterizedTest
  @EnumSource(Overlay.class)
  void everyObjectIsWhatTheApiServerTakes(Overlay overlay) {
    assertThat(overlay.objects()).hasSizeGreaterThan(20).allSatisfy(ApiSchemas::check);
  }

  @Test
  void aMistakenFieldIsRefused() {
    var probe = "/spec/template/spec/containers/0/livenessProbe";
    assertRefused(probe, node -> node.put("timeoutSecond", 3));
    assertRefused("/spec/template/spec", node -> node.remove("containers"));
    assertRefused("/spec/template/spec", node -> node.put("terminationGracePeriodSeconds", "soon"));
  }

  private static void assertRefused(String at, java.util.function.Consumer<ObjectNode> mistake) {
    var deployment = Overlay.STAGING.deployment(Service.WORKER).deepCopy();
    mistake.accept((ObjectNode) deployment.at(at));
    assertThatThrownBy(() -> ApiSchemas.check(deployment))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMistakeInAnObjectOfAnOperatorIsRefused() {
    var scaled = Overlay.PRODUCTION_KEDA.find("ScaledObject", "worker").orElseThrow().deepCopy();
    ((ObjectNode) scaled.path("spec")).put("maxReplicas", 3);
    assertThatThrownBy(() -> ApiSchemas.check(scaled)).hasMessageContaining("maxReplicas");
  }

  @ParameterizedTest
  @MethodSource("servicesEverywhere")
  void everySettingIsReadByItsService(Overlay overlay, Service service) {
    assertThat(settings(overlay, service)).allMatch(service::knows);
  }

  private static List<String> settings(Overlay overlay, Service service) {
    var spec = overlay.deployment(service).at("/spec/template/spec");
    var config =
        overlay.find("ConfigMap", volume(spec, "service").at("/configMap/name").asString());
    var tree =
        Repository.YAML.readTree(config.orElseThrow().at("/data/application.yaml").asString());
    return Service.flat(tree).keySet().stream()
        .filter(name -> !name.startsWith("spring.config.") && !name.startsWith("management."))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Overlay.class)
  void everySettingOfTheInstallationIsReadBySomeService(Overlay overlay) {
    var spec = overlay.deployment(Service.WORKER).at("/spec/template/spec");
    var name = volume(spec, "installation").at("/configMap/name").asString();
    var text =
        overlay.find("ConfigMap", name).orElseThrow().at("/data/application.yaml").asString();
    assertThat(Service.flat(Repository.YAML.readTree(text)).keySet())
        .isNotEmpty()
        .allMatch(setting -> Stream.of(Service.values()).anyMatch(one -> one.knows(setting)));
  }

  @ParameterizedTest
  @MethodSource("servicesEverywhere")
  void portsAreThoseThatTheServiceListensOn(Overlay overlay, Service service) {
    var settings = service.shipped();
    var expected = new TreeSet<Integer>();
    expected.add(Integer.valueOf(settings.get("server.port")));
    expected.add(
        service == Service.WORKER ? 3032 : Integer.valueOf(settings.get("management.server.port")));
    if (service == Service.EDGE_GATEWAY) {
      expected.addAll(Set.of(3002, 8000));
    }
    var listed = new TreeSet<Integer>();
    overlay
        .container(service)
        .path("ports")
        .forEach(port -> listed.add(port.path("containerPort").asInt()));
    assertThat(listed).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("servicesEverywhere")
  void theEndIsGivenLongerThanADrainTakes(Overlay overlay, Service service) {
    var grace =
        overlay.deployment(service).at("/spec/template/spec/terminationGracePeriodSeconds").asInt();
    var before = overlay.container(service).at("/lifecycle/preStop/sleep/seconds").asInt(0);
    var phase =
        service.shipped().getOrDefault("spring.lifecycle.timeout-per-shutdown-phase", "30s");
    // Two phases with something to end: what takes requests, then what consumes and dispatches.
    var drain = Duration.parse("PT" + phase).multipliedBy(service == Service.WORKER ? 2 : 1);
    assertThat(Duration.ofSeconds(grace)).isGreaterThan(drain.plusSeconds(before + 5));
  }

  @ParameterizedTest
  @MethodSource("servicesEverywhere")
  void probesAskForGroupsThatTheServiceHas(Overlay overlay, Service service) {
    assertThat(service.shipped())
        .containsEntry("management.endpoint.health.probes.enabled", "true");
    var container = overlay.container(service);
    assertThat(container.at("/startupProbe/httpGet/path").asString())
        .isEqualTo("/actuator/health/liveness");
    assertThat(container.at("/livenessProbe/httpGet/path").asString())
        .isEqualTo("/actuator/health/liveness");
    assertThat(container.at("/readinessProbe/httpGet/path").asString())
        .isEqualTo("/actuator/health/readiness");
    // PostgreSQL's migrations may wait a minute for it.
    var patience =
        container.at("/startupProbe/periodSeconds").asInt()
            * container.at("/startupProbe/failureThreshold").asInt();
    assertThat(patience).isGreaterThan(90);
  }

  @ParameterizedTest
  @MethodSource("servicesEverywhere")
  void nothingRunsWithRightsThatItDoesNotNeed(Overlay overlay, Service service) {
    var pod = overlay.deployment(service).at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("serviceAccountName").asString()).isEqualTo(service.title());
    var containers = new ArrayList<JsonNode>();
    pod.path("containers").forEach(containers::add);
    pod.path("initContainers").forEach(containers::add);
    for (var container : containers) {
      var context = container.path("securityContext");
      assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(context.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
      assertThat(container.at("/resources/requests/memory").asString()).isNotBlank();
      assertThat(container.at("/resources/limits/memory").asString()).isNotBlank();
    }
    assertThat(overlay.all("Role")).isEmpty();
    assertThat(overlay.all("Secret")).as("secrets come from outside").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Overlay.class,
      names = {"STAGING", "PRODUCTION", "PRODUCTION_KEDA"})
  void everyServiceSurvivesADrainedNodeAndALostZone(Overlay overlay) {
    for (var service : Service.values()) {
      assertThat(overlay.find("PodDisruptionBudget", service.title())).isPresent();
      var spread = overlay.deployment(service).at("/spec/template/spec/topologySpreadConstraints");
      assertThat(StreamSupport.stream(spread.spliterator(), false))
          .anyMatch(
              one -> one.path("topologyKey").asString().equals("topology.kubernetes.io/zone"));
      var scaled =
          overlay
              .find("HorizontalPodAutoscaler", service.title())
              .map(hpa -> hpa.at("/spec/minReplicas").asInt())
              .or(
                  () ->
                      overlay
                          .find("ScaledObject", service.title())
                          .map(keda -> keda.at("/spec/minReplicaCount").asInt()));
      assertThat(scaled).hasValueSatisfying(least -> assertThat(least).isGreaterThan(1));
    }
  }

  @Test
  void nobodyScalesADeploymentTwice() {
    for (var overlay : Overlay.values()) {
      var scaled = new ArrayList<String>();
      Stream.concat(
              overlay.all("HorizontalPodAutoscaler").stream(), overlay.all("ScaledObject").stream())
          .forEach(one -> scaled.add(one.at("/spec/scaleTargetRef/name").asString()));
      assertThat(scaled).doesNotHaveDuplicates();
    }
  }

  @Test
  void theLocalDatabaseIsBootstrappedAsEveryOther() {
    assertThat(Repository.text("k8s/overlays/local/bootstrap.sql"))
        .isEqualTo(
            Repository.text("deploy/local/src/main/resources/io/trunkline/local/bootstrap.sql"));
  }

  private static JsonNode volume(JsonNode spec, String name) {
    return StreamSupport.stream(spec.path("volumes").spliterator(), false)
        .filter(one -> one.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
