package io.trunkline.simulator.control;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A request, taken apart. Fields of the wrong type are answered by 400.
///
/// @param path the segments of the path, decoded
/// @param body the JSON object of the body; empty when there is none
record Request(String method, List<String> path, Map<String, String> query, JsonNode body) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_BODY_BYTES = 64 << 20;

  static Request read(HttpExchange exchange) throws IOException {
    List<String> path = new ArrayList<>();
    for (String segment : exchange.getRequestURI().getRawPath().split("/")) {
      if (!segment.isEmpty()) {
        path.add(decode(segment));
      }
    }
    Map<String, String> query = new HashMap<>();
    String rawQuery = exchange.getRequestURI().getRawQuery();
    for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new ControlException(413, "too-large", "Expected a body of at most 64 MiB");
    }
    return new Request(exchange.getRequestMethod(), path, query, json(body));
  }

  /// A text that must be there and not be empty.
  String text(String field) {
    return optionalText(field)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> ControlException.badRequest("Expected a text in \"" + field + "\""));
  }

  Optional<String> optionalText(String field) {
    return optional(field)
        .map(
            value -> {
              if (!value.isString()) {
                throw ControlException.badRequest("Expected a text in \"" + field + "\"");
              }
              return value.stringValue();
            });
  }

  long number(String field, long otherwise) {
    return optional(field)
        .map(
            value -> {
              if (!value.isIntegralNumber()) {
                throw ControlException.badRequest("Expected a whole number in \"" + field + "\"");
              }
              return value.longValue();
            })
        .orElse(otherwise);
  }

  double decimal(String field, double otherwise) {
    return optional(field)
        .map(
            value -> {
              if (!value.isNumber()) {
                throw ControlException.badRequest("Expected a number in \"" + field + "\"");
              }
              return value.doubleValue();
            })
        .orElse(otherwise);
  }

  boolean flag(String field) {
    return optional(field)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw ControlException.badRequest("Expected true or false in \"" + field + "\"");
              }
              return value.booleanValue();
            })
        .orElse(false);
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    optional(field)
        .ifPresent(
            value -> {
              if (!value.isArray()) {
                throw ControlException.badRequest("Expected a list in \"" + field + "\"");
              }
              for (JsonNode element : value) {
                if (!element.isString()) {
                  throw ControlException.badRequest("Expected texts in \"" + field + "\"");
                }
                texts.add(element.stringValue());
              }
            });
    return texts;
  }

  /// The objects of a list, as requests of their own.
  List<Request> objects(String field) {
    List<Request> objects = new ArrayList<>();
    optional(field)
        .ifPresent(
            value -> {
              for (JsonNode element : value) {
                objects.add(new Request(method, path, query, element));
              }
            });
    return objects;
  }

  Optional<JsonNode> optional(String field) {
    return body.optional(field).filter(value -> !value.isNull());
  }

  /// The same with another recipient.
  Request to(String recipient) {
    if (!(body instanceof ObjectNode object)) {
      throw ControlException.badRequest("Expected an object");
    }
    return new Request(method, path, query, object.deepCopy().put("to", recipient));
  }

  /// A field that is an object, as a request of its own to the same recipient.
  Request within(String field) {
    if (!(body.get(field) instanceof ObjectNode inner)) {
      throw ControlException.badRequest("Expected an object in \"" + field + "\"");
    }
    return new Request(method, path, query, inner.deepCopy().put("to", text("to")));
  }

  long queryNumber(String name, long otherwise) {
    String value = query.get(name);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ControlException.badRequest("Expected a number in the parameter " + name);
    }
  }

  private static JsonNode json(byte[] body) {
    if (body.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      throw new ControlException(400, "malformed-json", "The body is no JSON");
    }
    throw ControlException.badRequest("Expected a JSON object");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ControlException.badRequest("The address is badly encoded");
    }
  }
}
