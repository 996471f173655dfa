package io.trunkline.api.tokens;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.web.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Reads the fields of a request as Laravel validates them: texts are trimmed, the empty text
/// counts as missing, and all that is wrong is told at once.
///
/// A reader gives a value that means nothing where its field is wrong; so [#check()] comes before
/// any of them is used.
final class Validation {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final UUID NO_UUID = new UUID(0, 0);
  private static final int MAX_QUERY = 255;

  private final Fields fields;
  private final Map<String, String> query;
  private final Map<String, List<String>> errors = new LinkedHashMap<>();

  /// @param query counts where the body has no such field
  Validation(Fields fields, Map<String, String> query) {
    this.fields = fields;
    this.query = query;
  }

  static Validation ofBody(Fields fields) {
    return new Validation(fields, Map.of());
  }

  static Validation ofQuery(Map<String, String> query) {
    return new Validation(Fields.none(), query);
  }

  /// @param max longest length in UTF-16 units
  String required(String field, int max) {
    var value = optional(field, max);
    if (value.isEmpty() && !errors.containsKey(field)) {
      wrong(field, "The " + words(field) + " field is required.");
    }
    return value.orElse("");
  }

  Optional<String> optional(String field, int max) {
    if (fields.has(field) && !fields.isText(field)) {
      wrong(field, "The " + words(field) + " field must be a string.");
      return Optional.empty();
    }
    var value =
        fields
            .text(field)
            .or(() -> Optional.ofNullable(query.get(field)))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    if (value.filter(text -> text.length() > max).isPresent()) {
      wrong(
          field, "The " + words(field) + " field must not be greater than " + max + " characters.");
    }
    return value;
  }

  UUID uuid(String field) {
    var text = required(field, MAX_QUERY);
    if (UUID_TEXT.matcher(text).matches()) {
      return UUID.fromString(text);
    }
    if (!errors.containsKey(field)) {
      wrong(field, "The " + words(field) + " field must be a valid UUID.");
    }
    return NO_UUID;
  }

  String oneOf(String field, List<String> values) {
    var text = required(field, MAX_QUERY);
    if (!errors.containsKey(field) && !values.contains(text)) {
      wrong(field, "The selected " + words(field) + " is invalid.");
    }
    return text;
  }

  /// An absolute `http` or `https` address.
  String url(String field) {
    var text = required(field, 2048);
    if (!errors.containsKey(field) && !isUrl(text)) {
      wrong(field, "The " + words(field) + " field must be a valid URL.");
    }
    return text;
  }

  private static boolean isUrl(String text) {
    try {
      var uri = new URI(text);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// A whole number from 1 up to `most`.
  int number(String field, int absent, int most) {
    var text = optional(field, MAX_QUERY);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      var number = Integer.parseInt(text.get());
      if (number < 1) {
        wrong(field, "The " + words(field) + " field must be at least 1.");
      } else if (number > most) {
        wrong(field, "The " + words(field) + " field must not be greater than " + most + ".");
      }
      return number;
    } catch (NumberFormatException e) {
      wrong(field, "The " + words(field) + " field must be an integer.");
      return absent;
    }
  }

  Optional<Instant> instant(String field) {
    return optional(field, MAX_QUERY)
        .flatMap(
            text -> {
              try {
                return Optional.of(Instant.parse(text));
              } catch (DateTimeParseException e) {
                wrong(field, "The " + words(field) + " field must be a valid date.");
                return Optional.empty();
              }
            });
  }

  /// A time after `now`.
  Optional<Instant> later(String field, Instant now) {
    var time = instant(field);
    if (time.filter(end -> !end.isAfter(now)).isPresent()) {
      wrong(field, "The " + words(field) + " field must be a date after now.");
    }
    return time;
  }

  private void wrong(String field, String message) {
    errors.computeIfAbsent(field, _ -> new ArrayList<>()).add(message);
  }

  /// Laravel shows `session_id` as `session id`.
  private static String words(String field) {
    return field.replace('_', ' ');
  }

  /// @throws Failure `INVALID_REQUEST` with every field that is wrong
  void check() {
    if (errors.isEmpty()) {
      return;
    }
    var count = errors.values().stream().mapToInt(List::size).sum();
    var first = errors.values().iterator().next().getFirst();
    throw Failure.invalid(
        count == 1
            ? first
            : first + " (and " + (count - 1) + " more error" + (count == 2 ? ")" : "s)"),
        errors);
  }
}
