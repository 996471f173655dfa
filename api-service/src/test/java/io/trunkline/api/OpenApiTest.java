package io.trunkline.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

class OpenApiTest extends ApiTest {
  private static final List<String> DEFINITIONS =
      List.of("multi-session", "wwebjs", "manager", "notify", "tokens", "trunkline", "operator");

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mappings;

  @Test
  void everyEndpointIsInOneDefinition() {
    var told = new ArrayList<String>();
    for (var definition : DEFINITIONS) {
      told.addAll(operations(definition(definition)));
    }
    assertThat(told).doesNotHaveDuplicates();
    assertThat(told).containsAll(mapped());
    assertThat(told).hasSameSizeAs(union(mapped(), words("trunkline", "elsewhere")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"multi-session", "wwebjs", "manager", "notify", "tokens", "trunkline", "operator"})
  void aDefinitionIsValid(String name) {
    var text = new String(get(tenant(UUID.randomUUID()), path(name)).raw().body(), UTF_8);
    var options = new ParseOptions();
    options.setResolve(true);
    var parsed = new OpenAPIV3Parser().readContents(text, null, options);
    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getOpenapi()).startsWith("3.1");
    assertThat(parsed.getOpenAPI().getServers()).extracting("url").containsExactly("/");
    assertThat(parsed.getOpenAPI().getComponents().getSecuritySchemes()).isNotEmpty();
  }

  /// Words about what does not exist would never be read.
  @ParameterizedTest
  @ValueSource(
      strings = {"multi-session", "wwebjs", "manager", "notify", "tokens", "trunkline", "operator"})
  void wordsAreAboutWhatExists(String name) {
    assertThat(operations(definition(name))).containsAll(words(name, "operations"));
  }

  @Test
  void whatIsSentHasAnExample() {
    for (var name : DEFINITIONS) {
      definition(name)
          .path("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue().properties().stream()
                      .map(operation -> operation.getValue().path("requestBody").path("content"))
                      .filter(content -> content.has("application/json"))
                      .forEach(
                          content ->
                              assertThat(content.path("application/json").has("example"))
                                  .as(path.getKey())
                                  .isTrue()));
    }
  }

  @Test
  void errorsAreThoseOfTheDialect() {
    assertThat(error("tokens", "/api/whatsapp/messages/text", "422").has("errors")).isTrue();
    assertThat(error("manager", "/api/v1/messages/send", "404").path("code").stringValue(""))
        .isEqualTo("connection_not_found");
    assertThat(error("wwebjs", "/client/sendMessage/{name}", "403").has("success")).isTrue();
  }

  @Test
  void wwebjsIsAtItsOwnPathToo() {
    assertThat(get(tenant(UUID.randomUUID()), "/openapi.json").expect(200).body())
        .isEqualTo(definition("wwebjs"));
  }

  private JsonNode error(String definition, String path, String status) {
    return definition(definition)
        .path("paths")
        .path(path)
        .path("post")
        .path("responses")
        .path(status)
        .path("content")
        .path("application/json")
        .path("example");
  }

  private JsonNode definition(String name) {
    return get(tenant(UUID.randomUUID()), path(name)).expect(200).body();
  }

  private static String path(String name) {
    return "/openapi/" + name + ".json";
  }

  private static Set<String> operations(JsonNode definition) {
    var operations = new TreeSet<String>();
    definition
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method -> operations.add(method.toUpperCase(ROOT) + " " + path.getKey())));
    return operations;
  }

  private Set<String> mapped() {
    var mapped = new TreeSet<String>();
    mappings
        .getHandlerMethods()
        .forEach(
            (mapping, handler) -> {
              var owner = handler.getBeanType().getPackageName();
              if (owner.startsWith("io.trunkline.api") && !owner.endsWith(".internal")) {
                for (var path : mapping.getPatternValues()) {
                  mapping
                      .getMethodsCondition()
                      .getMethods()
                      .forEach(method -> mapped.add(method + " " + path));
                }
              }
            });
    return mapped;
  }

  private static Set<String> words(String definition, String part) {
    try (var in = OpenApiTest.class.getResourceAsStream("/openapi/" + definition + ".yaml")) {
      var yaml = JSON.<JsonNode>valueToTree(new Yaml().<Object>load(in));
      return new TreeSet<>(yaml.path(part).propertyNames());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    var union = new HashSet<>(one);
    union.addAll(other);
    return union;
  }
}
