package io.trunkline.api.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the code does not say about a definition, from `openapi/{definition}.yaml`.
///
/// @param values examples of parameters by name, for all operations
/// @param operations by method and path, such as `POST /send`
/// @param elsewhere as `operations`, for those that another service maps
record Words(
    String title,
    String description,
    Map<String, JsonNode> values,
    Map<String, Operation> operations,
    Map<String, Operation> elsewhere) {
  Words {
    values = values == null ? Map.of() : Map.copyOf(values);
    operations = operations == null ? Map.of() : Map.copyOf(operations);
    elsewhere = elsewhere == null ? Map.of() : Map.copyOf(elsewhere);
  }

  /// @param body an example of the request's body, from which its fields and their types are taken
  /// @param required names of the fields of `body` that must be there
  /// @param query names of parameters that the code does not name
  /// @param form the body may also be multipart, with a `file`
  /// @param open needs no credential
  /// @param status of the reply, 200 if absent
  /// @param reply an example of its body
  /// @param produces its media type, if not JSON
  record Operation(
      String summary,
      JsonNode body,
      List<String> required,
      List<String> query,
      boolean form,
      boolean open,
      Integer status,
      JsonNode reply,
      String produces) {
    static final Operation NONE =
        new Operation(null, null, null, null, false, false, null, null, null);

    Operation {
      required = required == null ? List.of() : List.copyOf(required);
      query = query == null ? List.of() : List.copyOf(query);
    }

    Optional<JsonNode> exampleBody() {
      return Optional.ofNullable(body);
    }

    Optional<JsonNode> exampleReply() {
      return Optional.ofNullable(reply);
    }
  }

  static Words of(Definition definition, JsonMapper json) {
    var name = "/openapi/" + definition.id() + ".yaml";
    try (var in = Words.class.getResourceAsStream(name)) {
      var yaml = new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(in);
      return json.rebuild()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build()
          .convertValue(yaml, Words.class);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
