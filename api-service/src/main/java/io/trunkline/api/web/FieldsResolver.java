package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a request's body into [Fields]: a JSON object, a form, or nothing at all, which
/// counts as an empty object.
@Component
class FieldsResolver implements HandlerMethodArgumentResolver {
  private static final int MAX_LEVELS = 4;

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private final StandardServletMultipartResolver multipart = new StandardServletMultipartResolver();
  private final int maxBytes;
  private final int maxFileBytes;

  FieldsResolver(BodySettings settings) {
    this.maxBytes = Math.toIntExact(settings.maxBody().toBytes());
    this.maxFileBytes = Math.toIntExact(settings.maxFileBody().toBytes());
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Fields.class;
  }

  @Override
  public Fields resolveArgument(
      MethodParameter parameter,
      ModelAndViewContainer container,
      NativeWebRequest webRequest,
      WebDataBinderFactory binders)
      throws IOException {
    var request = webRequest.getNativeRequest(HttpServletRequest.class);
    if (request == null) {
      throw new IllegalStateException("Expected a servlet request");
    }
    var type = contentType(request);
    if (type.filter(MediaType.MULTIPART_FORM_DATA::isCompatibleWith).isPresent()) {
      return form(request);
    }
    var most = parameter.hasParameterAnnotation(MayHoldFile.class) ? maxFileBytes : maxBytes;
    var body = request.getInputStream().readNBytes(most + 1);
    if (body.length > most) {
      throw new Failure(Problem.PAYLOAD_TOO_LARGE, "The body must have at most " + most + " bytes");
    }
    if (body.length == 0) {
      return Fields.ofJson(json.createObjectNode());
    }
    if ((parameter.hasParameterAnnotation(MayBeForm.class)
            || parameter.getContainingClass().isAnnotationPresent(MayBeForm.class))
        && type.filter(MediaType.APPLICATION_FORM_URLENCODED::isCompatibleWith).isPresent()) {
      return urlEncoded(body);
    }
    if (type.filter(MediaType.APPLICATION_JSON::isCompatibleWith).isEmpty()) {
      throw new Failure(Problem.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json");
    }
    try {
      if (json.readTree(body) instanceof ObjectNode object) {
        return Fields.ofJson(object);
      }
    } catch (JacksonException e) {
      // What is wrong in detail is not repeated: it would quote the body.
      throw Failure.invalid("The body is not valid JSON");
    }
    throw Failure.invalid("The body must be a JSON object");
  }

  private Fields urlEncoded(byte[] body) {
    var object = json.createObjectNode();
    for (var field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      var equals = field.indexOf('=');
      var name = decoded(equals < 0 ? field : field.substring(0, equals));
      put(object, name, MAX_LEVELS, equals < 0 ? "" : decoded(field.substring(equals + 1)));
    }
    return Fields.ofForm(object, Optional.empty());
  }

  private static void put(ObjectNode into, String name, int levels, String value) {
    var bracket = name.indexOf('[');
    var end = name.indexOf(']', bracket + 1);
    if (bracket <= 0 || end < 0) {
      if (into.has(name)) {
        throw Failure.invalid(name + " must be given once");
      }
      into.put(name, value);
      return;
    }
    var outer = name.substring(0, bracket);
    var inner = name.substring(bracket + 1, end);
    var rest = name.substring(end + 1);
    var known = into.get(outer);
    if (inner.isEmpty() && rest.isEmpty() && (known == null || known.isArray())) {
      into.withArrayProperty(outer).add(value);
    } else if (levels > 0 && !inner.isEmpty() && (known == null || known.isObject())) {
      put(into.withObjectProperty(outer), inner + rest, levels - 1, value);
    } else {
      throw Failure.invalid(outer + " must be a text, a list or an object");
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid("The body is not a valid form");
    }
  }

  private Fields form(HttpServletRequest request) {
    var parts =
        request instanceof MultipartHttpServletRequest resolved
            ? resolved
            : multipart.resolveMultipart(request);
    var object = json.createObjectNode();
    parts
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (values.length != 1) {
                throw Failure.invalid(name + " must be given once");
              }
              object.put(name, values[0]);
            });
    var files = parts.getFiles("file");
    if (files.size() > 1) {
      throw Failure.invalid("file must be given once");
    }
    return Fields.ofForm(object, files.stream().findFirst());
  }

  private static Optional<MediaType> contentType(HttpServletRequest request) {
    try {
      return Optional.ofNullable(request.getContentType()).map(MediaType::parseMediaType);
    } catch (InvalidMediaTypeException e) {
      throw new Failure(Problem.UNSUPPORTED_MEDIA_TYPE, "The content type cannot be read");
    }
  }
}
