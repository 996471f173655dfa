package io.trunkline.api.web;

import io.trunkline.api.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a request body, JSON or form, read one by one with their type and limits. A number
/// where a text is expected is refused, not converted; unknown fields are ignored; `null` counts as
/// absent.
///
/// Every reader throws an `INVALID_REQUEST` [Failure] that names the field and what was expected.
public final class Fields {
  private static final Pattern SESSION_NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}(?:\\.[0-9]{1,17})?");
  private static final Pattern CALLING_CODE = Pattern.compile("[1-9][0-9]{0,2}");

  private final ObjectNode object;
  private final boolean form;
  private final Optional<MultipartFile> file;

  private Fields(ObjectNode object, boolean form, Optional<MultipartFile> file) {
    this.object = object;
    this.form = form;
    this.file = file;
  }

  /// Where a request has no body.
  public static Fields none() {
    return ofJson(JsonNodeFactory.instance.objectNode());
  }

  static Fields ofJson(ObjectNode object) {
    return new Fields(object, false, Optional.empty());
  }

  /// @param file what was uploaded in the part `file`
  static Fields ofForm(ObjectNode object, Optional<MultipartFile> file) {
    return new Fields(object, true, file);
  }

  /// What was uploaded in the part `file`; never in JSON.
  public Optional<MultipartFile> file() {
    return file;
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /// Whether the field is a text that can be stored and sent.
  public boolean isText(String name) {
    return node(name).filter(node -> node.isString() && isSendable(node.stringValue())).isPresent();
  }

  /// The field's text, of any length; empty where it is none.
  public Optional<String> text(String name) {
    return isText(name) ? node(name).map(JsonNode::stringValue) : Optional.empty();
  }

  /// A text that must be there and not blank.
  ///
  /// @param max longest length in UTF-16 units
  public String required(String name, int max) {
    var value = optional(name, max).orElseThrow(() -> Failure.invalid(name + " is required"));
    if (value.isBlank()) {
      throw Failure.invalid(name + " must not be blank");
    }
    return value;
  }

  public Optional<String> optional(String name, int max) {
    return node(name).map(node -> text(name, node, max));
  }

  public Optional<Boolean> bool(String name) {
    return node(name)
        .map(
            node -> {
              if (node.isBoolean()) {
                return node.booleanValue();
              }
              if (form && node.isString()) {
                switch (node.stringValue()) {
                  case "true" -> {
                    return true;
                  }
                  case "false" -> {
                    return false;
                  }
                  default -> throw Failure.invalid(name + " must be true or false");
                }
              }
              throw Failure.invalid(name + " must be true or false");
            });
  }

  /// A whole number from 0 up.
  public Optional<Long> count(String name) {
    return node(name)
        .map(
            node -> {
              if (form && node.isString() && COUNT.matcher(node.stringValue()).matches()) {
                return Long.parseLong(node.stringValue());
              }
              if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
                throw Failure.invalid(name + " must be a whole number from 0 up");
              }
              return node.longValue();
            });
  }

  /// A finite number, whole or not.
  public Optional<Double> number(String name) {
    return node(name)
        .map(
            node -> {
              if (form && node.isString() && NUMBER.matcher(node.stringValue()).matches()) {
                return Double.parseDouble(node.stringValue());
              }
              if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
                throw Failure.invalid(name + " must be a number");
              }
              return node.doubleValue();
            });
  }

  public Optional<Instant> instant(String name) {
    return optional(name, 64)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw Failure.invalid(name + " must be a time such as 2026-01-05T09:00:00Z");
              }
            });
  }

  /// A session's name as the tenant's API takes it: 1 to 128 of `A-Z a-z 0-9 . _ -`.
  public String sessionName(String name) {
    var text = required(name, 128);
    if (!SESSION_NAME.matcher(text).matches()) {
      throw Failure.invalid(name + " must have 1 to 128 of A-Z a-z 0-9 . _ -");
    }
    return text;
  }

  /// A country's calling code, digits only, however it came.
  public Optional<String> callingCode(String name) {
    return optional(name, 4)
        .map(text -> text.startsWith("+") ? text.substring(1) : text)
        .map(
            digits -> {
              if (!CALLING_CODE.matcher(digits).matches()) {
                throw Failure.invalid(name + " must be a calling code such as 91");
              }
              return digits;
            });
  }

  /// An absolute `http` or `https` address.
  public Optional<String> httpUrl(String name) {
    return optional(name, 2048)
        .map(
            text -> {
              try {
                var uri = new URI(text);
                if (uri.getHost() != null
                    && ("http".equalsIgnoreCase(uri.getScheme())
                        || "https".equalsIgnoreCase(uri.getScheme()))) {
                  return text;
                }
              } catch (URISyntaxException e) {
                // Answered like any other text that is no address.
              }
              throw Failure.invalid(name + " must be an http or https address");
            });
  }

  public Optional<List<String>> texts(String name, int maxItems, int max) {
    return node(name)
        .map(
            node -> {
              if (!node.isArray() || node.size() > maxItems) {
                throw Failure.invalid(name + " must be a list of at most " + maxItems + " texts");
              }
              var texts = new ArrayList<String>();
              for (var item : node) {
                texts.add(text(name, item, max));
              }
              return List.copyOf(texts);
            });
  }

  /// A list of texts, or a single one that stands for a list of itself.
  public Optional<List<String>> textOrTexts(String name, int maxItems, int max) {
    return node(name).filter(JsonNode::isString).isPresent()
        ? optional(name, max).map(List::of)
        : texts(name, maxItems, max);
  }

  public List<Fields> objects(String name, int maxItems) {
    var node = node(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!node.get().isArray() || node.get().size() > maxItems) {
      throw Failure.invalid(name + " must be a list of at most " + maxItems + " objects");
    }
    var objects = new ArrayList<Fields>();
    for (var item : node.get()) {
      if (!(item instanceof ObjectNode child)) {
        throw Failure.invalid(name + " must hold objects only");
      }
      objects.add(ofJson(child));
    }
    return List.copyOf(objects);
  }

  public Optional<Fields> object(String name) {
    return node(name)
        .map(
            node -> {
              if (node instanceof ObjectNode child) {
                return new Fields(child, form, Optional.empty());
              }
              throw Failure.invalid(name + " must be an object");
            });
  }

  /// These fields with those of the object `name` over them. What is no object, or has not the
  /// fields of one that `argument` stands for, becomes the field `argument`.
  public Fields within(String name, Optional<String> argument) {
    var all = object.deepCopy();
    var inner = all.remove(name);
    if (inner == null || inner.isNull()) {
      return new Fields(all, form, Optional.empty());
    }
    if (inner instanceof ObjectNode fields) {
      argument.filter(field -> !fields.has(field)).ifPresent(field -> all.set(field, fields));
      all.setAll(fields);
      return new Fields(all, form, Optional.empty());
    }
    all.set(argument.orElseThrow(() -> Failure.invalid(name + " must be an object")), inner);
    return new Fields(all, form, Optional.empty());
  }

  /// Whether the field is there and is `null`, which in a PATCH takes a value away.
  public boolean isNull(String name) {
    var node = object.get(name);
    return node != null && node.isNull();
  }

  /// The same fields give the same bytes, in whatever order or spacing they came. An upload counts
  /// by its SHA-256.
  public byte[] canonical() {
    return (canonical(object) + file.map(Fields::sha256).orElse(""))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(MultipartFile file) {
    try (var bytes =
        new DigestInputStream(file.getInputStream(), MessageDigest.getInstance("SHA-256"))) {
      bytes.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String canonical(JsonNode node) {
    if (node instanceof ObjectNode map) {
      var text = new StringBuilder("{");
      map.propertyStream()
          .sorted(java.util.Map.Entry.comparingByKey())
          .forEach(
              entry ->
                  text.append(entry.getKey())
                      .append(':')
                      .append(canonical(entry.getValue()))
                      .append(','));
      return text.append('}').toString();
    }
    return node.toString();
  }

  private Optional<JsonNode> node(String name) {
    var node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  private static String text(String name, JsonNode node, int max) {
    if (!node.isString()) {
      throw Failure.invalid(name + " must be a text");
    }
    var value = node.stringValue();
    if (value.length() > max) {
      throw Failure.invalid(name + " must have at most " + max + " characters");
    }
    if (!isSendable(value)) {
      throw Failure.invalid(name + " holds characters that cannot be sent");
    }
    return value;
  }

  /// PostgreSQL has no NUL, UTF-8 no lone surrogate.
  private static boolean isSendable(String value) {
    return value.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(value);
  }
}
