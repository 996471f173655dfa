package io.trunkline.api.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.web.ErrorView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Adds to what was read from the controllers of a definition its credentials, errors and [Words].
final class Describing implements OpenApiCustomizer {
  private static final String JSON_TYPE = "application/json";
  private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)}");
  private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[-_]");

  /// What any call may meet, with an example of its text.
  private static final Map<Problem, String> ERRORS = errors();

  private final Definition definition;
  private final Words words;
  private final List<ErrorView> views;
  private final JsonMapper json;

  Describing(Definition definition, Words words, List<ErrorView> views, JsonMapper json) {
    this.definition = definition;
    this.words = words;
    this.views = views;
    this.json = json;
  }

  private static Map<Problem, String> errors() {
    var errors = new LinkedHashMap<Problem, String>();
    errors.put(Problem.INVALID_REQUEST, "A field is missing or wrong");
    errors.put(Problem.UNAUTHORIZED, "Unauthorized");
    errors.put(Problem.FORBIDDEN, "The credential may not do this");
    errors.put(Problem.CONNECTION_NOT_FOUND, "Session not found");
    errors.put(Problem.NOT_CONNECTED, "Session is not connected");
    errors.put(Problem.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key came with another request");
    errors.put(Problem.PAYLOAD_TOO_LARGE, "The body is too large");
    errors.put(Problem.INTERNAL_ERROR, "Internal error");
    errors.put(Problem.GATEWAY_UNAVAILABLE, "The gateway is not ready");
    return errors;
  }

  @Override
  public void customise(OpenAPI api) {
    api.setInfo(new Info().title(words.title()).description(words.description()).version("1"));
    if (api.getComponents() == null) {
      api.setComponents(new Components());
    }
    var any = new ArrayList<SecurityRequirement>();
    for (var credential : definition.credentials()) {
      var name = credential.getName() == null ? "bearer" : credential.getName();
      api.getComponents().addSecuritySchemes(name, credential);
      any.add(new SecurityRequirement().addList(name));
    }
    api.setSecurity(any);
    words.elsewhere().keySet().stream().sorted().forEach(key -> add(api, key));
    if (api.getPaths() != null) {
      api.getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach((method, operation) -> describe(method, path, operation)));
    }
  }

  private static void add(OpenAPI api, String key) {
    var path = key.substring(key.indexOf(' ') + 1);
    var operation = new Operation().responses(new ApiResponses());
    var variables = IN_PATH.matcher(path);
    while (variables.find()) {
      operation.addParametersItem(
          new Parameter().in("path").name(variables.group(1)).required(true).schema(string()));
    }
    var item = api.getPaths().computeIfAbsent(path, _ -> new PathItem());
    item.operation(HttpMethod.valueOf(key.substring(0, key.indexOf(' '))), operation);
  }

  private void describe(HttpMethod method, String path, Operation operation) {
    var key = method + " " + path;
    var said =
        words
            .operations()
            .getOrDefault(key, words.elsewhere().getOrDefault(key, Words.Operation.NONE));
    operation.setOperationId(method.name().toLowerCase(Locale.ROOT) + path.replaceAll("\\W+", "_"));
    operation.setTags(List.of(tag(path)));
    operation.setSummary(said.summary() == null ? summary(path) : said.summary());
    if (said.open()) {
      operation.setSecurity(List.of());
    }
    parameters(said, operation);
    said.exampleBody().ifPresent(body -> operation.setRequestBody(body(said, body)));
    replies(said, path, operation);
  }

  private void parameters(Words.Operation said, Operation operation) {
    said.query()
        .forEach(
            name ->
                operation.addParametersItem(
                    new Parameter().in("query").name(name).schema(string())));
    if (operation.getParameters() == null) {
      return;
    }
    // A map of all parameters, which the words name one by one.
    operation.getParameters().removeIf(parameter -> "query".equals(parameter.getName()));
    for (var parameter : operation.getParameters()) {
      var value = words.values().get(parameter.getName());
      if (value != null) {
        parameter.setExample(json.convertValue(value, Object.class));
      }
    }
  }

  private RequestBody body(Words.Operation said, JsonNode example) {
    var required = said.required();
    var content =
        new Content()
            .addMediaType(
                JSON_TYPE,
                new MediaType()
                    .schema(Shapes.of(example, required))
                    .example(json.convertValue(example, Object.class)));
    if (said.form()) {
      var form = Shapes.of(example, required);
      form.addProperty("file", string().format("binary"));
      content.addMediaType("multipart/form-data", new MediaType().schema(form));
    }
    return new RequestBody().required(!required.isEmpty()).content(content);
  }

  private void replies(Words.Operation said, String path, Operation operation) {
    var replies = operation.getResponses();
    said.exampleReply()
        .ifPresent(
            reply -> {
              replies.clear();
              replies.addApiResponse(
                  Integer.toString(said.status() == null ? 200 : said.status()),
                  new ApiResponse()
                      .description("Done")
                      .content(
                          new Content()
                              .addMediaType(
                                  said.produces() == null ? JSON_TYPE : said.produces(),
                                  new MediaType()
                                      .schema(Shapes.of(reply))
                                      .example(json.convertValue(reply, Object.class)))));
            });
    if (replies.isEmpty()) {
      replies.addApiResponse(
          Integer.toString(said.status() == null ? 200 : said.status()),
          new ApiResponse().description("Done"));
    }
    var view = view(path);
    ERRORS.forEach(
        (problem, text) -> {
          var status = status(problem, view);
          replies.computeIfAbsent(
              Integer.toString(status), _ -> error(view.body(new Failure(problem, text)), text));
        });
  }

  /// A missing credential is refused at the door, in wwebjs by 403.
  private int status(Problem problem, ErrorView view) {
    return problem == Problem.UNAUTHORIZED && definition == Definition.WWEBJS
        ? 403
        : view.status(problem);
  }

  private ApiResponse error(Object body, String text) {
    var example = json.<JsonNode>valueToTree(body);
    return new ApiResponse()
        .description(text)
        .content(
            new Content()
                .addMediaType(
                    JSON_TYPE,
                    new MediaType()
                        .schema(Shapes.of(example))
                        .example(json.convertValue(example, Object.class))));
  }

  private ErrorView view(String path) {
    var longest = new TreeMap<String, ErrorView>(Comparator.comparing(String::length).reversed());
    for (var view : views) {
      for (var prefix : view.prefixes()) {
        if (path.equals(prefix) || path.startsWith(prefix + "/")) {
          longest.put(prefix, view);
        }
      }
    }
    if (longest.isEmpty()) {
      throw new IllegalStateException("No dialect owns " + path);
    }
    return longest.firstEntry().getValue();
  }

  /// The segment that groups: `chat` of `/chat/archive/{name}`, `keys` of `/api/v1/keys`.
  private static String tag(String path) {
    var segments = path.substring(1).split("/", -1);
    var first = segments[0];
    if (first.equals("admin") || (first.equals("api") && segments[1].equals("v1"))) {
      return segments[2];
    }
    return first.equals("api")
        ? segments[segments.length > 2 && segments[1].equals("whatsapp") ? 2 : 1]
        : first;
  }

  /// `Get invite info` of `/groupChat/getInviteInfo/{name}`.
  private static String summary(String path) {
    var last =
        List.of(path.substring(1).split("/", -1)).stream()
            .filter(segment -> !segment.startsWith("{"))
            .reduce((_, segment) -> segment)
            .orElse(path);
    var text = String.join(" ", CAPITAL.split(last)).toLowerCase(Locale.ROOT);
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static JsonSchema string() {
    var schema = new JsonSchema();
    schema.setTypes(Set.of("string"));
    return schema;
  }
}
