package io.trunkline.operations;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes an object as the API server with strict field validation does, or refuses it.
final class ApiSchemas {
  private static final String MODELS = "io.kubernetes.client.openapi.models.";
  private static final JSON KUBERNETES = new JSON();
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();
  private static final Map<String, Class<?>> OPERATORS =
      Map.of(
          "monitoring.coreos.com/v1/ServiceMonitor", OperatorObjects.ServiceMonitor.class,
          "monitoring.coreos.com/v1/PrometheusRule", OperatorObjects.PrometheusRule.class,
          "keda.sh/v1alpha1/ScaledObject", OperatorObjects.ScaledObject.class);

  private ApiSchemas() {}

  /// @throws IllegalArgumentException with the field that is unknown, missing or of a wrong type
  static void check(JsonNode object) {
    var name = object.path("kind").asString() + " " + object.at("/metadata/name").asString();
    try {
      var operators =
          OPERATORS.get(
              object.path("apiVersion").asString() + "/" + object.path("kind").asString());
      if (operators == null) {
        checkKubernetes(object);
      } else {
        STRICT.treeToValue(object, operators);
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static void checkKubernetes(JsonNode object) {
    var model = model(object);
    var json = JsonParser.parseString(object.toString());
    try {
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      // Catches values of a wrong type, which the check of the fields lets pass.
      var _ = KUBERNETES.getGson().fromJson(json, model);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// `networking.k8s.io/v1` and `NetworkPolicy` are `V1NetworkPolicy`.
  private static Class<?> model(JsonNode object) {
    var version = List.of(object.path("apiVersion").asString().split("/")).getLast();
    var prefix =
        Arrays.stream(version.split("(?=[a-z])(?<=[0-9])"))
            .map(
                part -> part.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + part.substring(1))
            .collect(Collectors.joining());
    try {
      return Class.forName(MODELS + prefix + object.path("kind").asString());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "Expected an object of Kubernetes but was " + object.path("apiVersion"), e);
    }
  }
}
