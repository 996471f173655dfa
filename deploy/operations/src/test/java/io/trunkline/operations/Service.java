package io.trunkline.operations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// One of the four services as its sources describe it.
enum Service {
  EDGE_GATEWAY("edge-gateway", "edge-gateway", "application.yaml"),
  API_SERVICE("api-service", "api-service", "application.yml"),
  WEBHOOK_SERVICE("webhook-service", "webhook-service", "application.yml"),
  WORKER("worker", "session-worker/worker", "application.yaml");

  private final String title;
  private final String module;
  private final String settings;

  Service(String title, String module, String settings) {
    this.title = title;
    this.module = module;
    this.settings = settings;
  }

  String title() {
    return title;
  }

  String module() {
    return module;
  }

  static Service of(String title) {
    return List.of(values()).stream().filter(one -> one.title.equals(title)).findFirst().get();
  }

  /// Property names with their values, as shipped.
  Map<String, String> shipped() {
    return flat(Repository.yaml(module + "/src/main/resources/" + settings));
  }

  /// The comment above each property in the shipped file; lines that follow one another share it.
  Map<String, String> comments() {
    var comments = new TreeMap<String, String>();
    var path = new ArrayDeque<String>();
    var comment = "";
    var isOpen = false;
    for (var line : Repository.text(module + "/src/main/resources/" + settings).split("\n")) {
      var text = line.strip();
      if (text.startsWith("#")) {
        comment = (isOpen ? comment + " " : "") + text.substring(1).strip();
        isOpen = true;
      } else if (text.matches("[\\w.-]+:.*")) {
        var depth = line.indexOf(text.charAt(0)) / 2;
        while (path.size() > depth) {
          path.removeLast();
        }
        path.addLast(text.substring(0, text.indexOf(':')));
        comments.put(String.join(".", path), comment);
        isOpen = false;
      } else {
        comment = "";
        isOpen = false;
      }
    }
    return comments;
  }

  /// What the compiler wrote about each setting of a settings record.
  Collection<JsonNode> described() {
    return metadata("properties");
  }

  /// What the compiler wrote about each settings record.
  Collection<JsonNode> groups() {
    return metadata("groups");
  }

  private List<JsonNode> metadata(String kind) {
    var all = new ArrayList<JsonNode>();
    Repository.YAML
        .readTree(
            Repository.text(module + "/target/classes/META-INF/spring-configuration-metadata.json"))
        .path(kind)
        .forEach(all::add);
    return all;
  }

  /// Whether the service reads a property of this name.
  boolean knows(String property) {
    var plain = property.replaceAll("\\[\\d+]", "");
    return shipped().keySet().stream().anyMatch(one -> isUnder(plain, one))
        || described().stream().anyMatch(one -> isUnder(plain, one.path("name").asString()));
  }

  private static boolean isUnder(String property, String known) {
    var plain = known.replaceAll("\\[\\d+]", "");
    return property.equals(plain) || property.startsWith(plain + ".");
  }

  static Map<String, String> flat(JsonNode tree) {
    var all = new TreeMap<String, String>();
    flatten("", tree, all);
    return all;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> all) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(),
                      entry.getValue(),
                      all));
    } else if (node.isArray() && !node.isEmpty()) {
      for (var i = 0; i < node.size(); i++) {
        flatten(name + "[" + i + "]", node.get(i), all);
      }
    } else {
      all.put(name, node.isArray() ? "[]" : node.asString(""));
    }
  }
}
