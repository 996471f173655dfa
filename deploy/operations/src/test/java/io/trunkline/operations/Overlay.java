package io.trunkline.operations;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// An overlay of `k8s/` as `kubectl kustomize` renders it.
enum Overlay {
  LOCAL("local"),
  STAGING("staging"),
  PRODUCTION("production"),
  PRODUCTION_KEDA("production-keda");

  private static final Map<Overlay, List<JsonNode>> RENDERED =
      new ConcurrentHashMap<>(new EnumMap<>(Overlay.class));

  private final String folder;

  Overlay(String folder) {
    this.folder = folder;
  }

  List<JsonNode> objects() {
    return RENDERED.computeIfAbsent(this, Overlay::render);
  }

  /// Debian 12's own kubectl is 1.20, whose kustomize knows no components; there it is skipped.
  private static List<JsonNode> render(Overlay overlay) {
    var version = Repository.run("kubectl", "version", "--client", "-o", "json");
    var minor = Repository.YAML.readTree(version).at("/clientVersion/minor").asString();
    Assumptions.assumeTrue(
        Integer.parseInt(minor.replaceAll("\\D", "")) >= 21, "kubectl is older than 1.21");
    return Repository.documents(
        Repository.run("kubectl", "kustomize", "k8s/overlays/" + overlay.folder));
  }

  List<JsonNode> all(String kind) {
    return objects().stream().filter(one -> one.path("kind").asString().equals(kind)).toList();
  }

  Optional<JsonNode> find(String kind, String name) {
    return all(kind).stream()
        .filter(one -> one.at("/metadata/name").asString().equals(name))
        .findFirst();
  }

  JsonNode deployment(Service service) {
    return find("Deployment", service.title()).orElseThrow();
  }

  /// The container of the service itself.
  JsonNode container(Service service) {
    return deployment(service).at("/spec/template/spec/containers/0");
  }
}
