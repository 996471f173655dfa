package io.trunkline.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the OpenAPI definitions of an installation document, which is every endpoint it has.
public final class Definitions {
  private static final List<String> NAMES =
      List.of("multi-session", "wwebjs", "manager", "notify", "tokens", "trunkline", "operator");

  private Definitions() {}

  /// One documented call.
  ///
  /// @param method upper case
  /// @param path with its variables in braces
  /// @param all the OpenAPI operation
  public record Endpoint(String definition, String method, String path, JsonNode all) {
    public String key() {
      return method + " " + path;
    }

    /// Whether it documents that anybody may call it.
    public boolean isOpen() {
      return all.has("security") && all.path("security").isEmpty();
    }

    public boolean hasBody() {
      return all.path("requestBody").path("content").has("application/json");
    }

    /// A copy of the documented example; empty where there is none.
    public ObjectNode body() {
      return all.path("requestBody").path("content").path("application/json").path("example")
              instanceof ObjectNode example
          ? example.deepCopy()
          : JsonNodeFactory.instance.objectNode();
    }

    /// The fields that the body must have.
    public List<String> required() {
      var names = new ArrayList<String>();
      all.path("requestBody")
          .path("content")
          .path("application/json")
          .path("schema")
          .path("required")
          .forEach(name -> names.add(name.asString()));
      return names;
    }

    /// The path with values instead of its variables.
    public String path(Map<String, String> values) {
      var filled = path;
      for (var value : values.entrySet()) {
        filled = filled.replace("{" + value.getKey() + "}", value.getValue());
      }
      if (filled.contains("{")) {
        throw new IllegalStateException("No value for a variable of " + key());
      }
      return filled;
    }

    @Override
    public String toString() {
      return definition + ": " + key();
    }
  }

  public static List<Endpoint> read(Http http) {
    var endpoints = new ArrayList<Endpoint>();
    for (var name : NAMES) {
      var reply = http.get("/openapi/" + name + ".json");
      if (reply.status() != 200) {
        throw new IllegalStateException("The definition " + name + " was answered by " + reply);
      }
      for (var path : reply.body().path("paths").properties()) {
        for (var operation : path.getValue().properties()) {
          endpoints.add(
              new Endpoint(
                  name,
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  operation.getValue()));
        }
      }
    }
    return endpoints;
  }
}
