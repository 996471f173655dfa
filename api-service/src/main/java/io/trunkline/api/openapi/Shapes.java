package io.trunkline.api.openapi;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Collection;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The JSON schema of an example: its fields and their types. What is `null` in the example is a
/// string or nothing.
final class Shapes {
  private Shapes() {}

  /// @param required names of the example's fields that must be there
  static Schema<?> of(JsonNode example, Collection<String> required) {
    var schema = of(example);
    required.forEach(schema::addRequiredItem);
    return schema;
  }

  static Schema<?> of(JsonNode example) {
    var schema = new JsonSchema();
    schema.setTypes(types(example));
    if (example.isObject()) {
      example
          .properties()
          .forEach(field -> schema.addProperty(field.getKey(), of(field.getValue())));
    }
    if (example.isArray()) {
      schema.setItems(example.isEmpty() ? new JsonSchema() : of(example.get(0)));
    }
    return schema;
  }

  private static Set<String> types(JsonNode example) {
    return switch (example.getNodeType()) {
      case OBJECT, POJO -> Set.of("object");
      case ARRAY -> Set.of("array");
      case BOOLEAN -> Set.of("boolean");
      case NUMBER -> Set.of(example.isIntegralNumber() ? "integer" : "number");
      case NULL, MISSING -> Set.of("string", "null");
      case STRING, BINARY -> Set.of("string");
    };
  }
}
