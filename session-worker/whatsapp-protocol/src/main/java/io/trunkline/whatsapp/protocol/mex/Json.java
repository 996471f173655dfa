package io.trunkline.whatsapp.protocol.mex;

import io.trunkline.whatsapp.protocol.mex.MexException.Code;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A JSON value (RFC 8259), read leniently where it is asked for what it is not: a member of
/// something else than an object is [#NULL], its text is absent. Immutable.
public final class Json {
  public static final Json NULL = new Json(null);

  private static final int MAX_DEPTH = 32;

  // A String, BigDecimal, Boolean, List or Map of Json, or null.
  private final Object value;

  private Json(Object value) {
    this.value = value;
  }

  /// Reads a whole document.
  ///
  /// @throws MexException MALFORMED, also for more than 32 levels and for a name that occurs twice
  public static Json parse(byte[] utf8) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return new Reader(text).document();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static MexException malformed() {
    return new MexException(Code.MALFORMED, "Expected JSON");
  }

  /// A member of an object.
  public Json get(String name) {
    return members().getOrDefault(name, NULL);
  }

  /// The members of an object, in order; empty for anything else.
  public Map<String, Json> members() {
    if (!(value instanceof Map<?, ?> map)) {
      return Map.of();
    }
    @SuppressWarnings("unchecked")
    var members = (Map<String, Json>) map;
    return members;
  }

  /// The items of an array; empty for anything else.
  public List<Json> items() {
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    @SuppressWarnings("unchecked")
    var items = (List<Json>) list;
    return items;
  }

  /// A text, or what a number or a boolean is written as.
  public Optional<String> text() {
    return switch (value) {
      case String text -> Optional.of(text);
      case BigDecimal number -> Optional.of(number.toString());
      case Boolean flag -> Optional.of(flag.toString());
      case null, default -> Optional.empty();
    };
  }

  /// A whole number, also where it is written as a text, as WhatsApp often does.
  public OptionalLong number() {
    try {
      return switch (value) {
        case BigDecimal number -> OptionalLong.of(number.longValueExact());
        case String text -> OptionalLong.of(Long.parseLong(text));
        case null, default -> OptionalLong.empty();
      };
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  public boolean isNull() {
    return value == null;
  }

  /// Says nothing of the content.
  @Override
  public String toString() {
    return "Json";
  }

  /// Writes maps, lists, texts, whole numbers, booleans and nulls.
  ///
  /// @throws IllegalArgumentException for anything else
  public static String write(Object value) {
    var out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case Boolean flag -> out.append(flag);
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      case String text -> writeText(out, text);
      case List<?> items -> {
        char before = '[';
        for (Object item : items) {
          write(out.append(before), item);
          before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
      }
      case Map<?, ?> members -> {
        char before = '{';
        for (var member : members.entrySet()) {
          writeText(out.append(before), (String) member.getKey());
          write(out.append(':'), member.getValue());
          before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
      }
      default -> throw new IllegalArgumentException("Not for JSON: " + value.getClass());
    }
  }

  private static void writeText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static final class Reader {
    private final String text;
    private int position;

    Reader(String text) {
      this.text = text;
    }

    Json document() {
      Json value = value(0);
      space();
      if (position < text.length()) {
        throw malformed();
      }
      return value;
    }

    private Json value(int depth) {
      space();
      if (depth > MAX_DEPTH) {
        throw malformed();
      }
      return switch (peek()) {
        case '{' -> object(depth);
        case '[' -> array(depth);
        case '"' -> new Json(string());
        case 't' -> word("true", Boolean.TRUE);
        case 'f' -> word("false", Boolean.FALSE);
        case 'n' -> word("null", null);
        default -> number();
      };
    }

    private Json object(int depth) {
      var members = new LinkedHashMap<String, Json>();
      position++;
      space();
      if (peek() == '}') {
        position++;
        return new Json(members);
      }
      while (true) {
        space();
        String name = string();
        space();
        expect(':');
        if (members.put(name, value(depth + 1)) != null) {
          throw malformed();
        }
        space();
        if (peek() == '}') {
          position++;
          return new Json(Collections.unmodifiableMap(members));
        }
        expect(',');
      }
    }

    private Json array(int depth) {
      var items = new ArrayList<Json>();
      position++;
      space();
      if (peek() == ']') {
        position++;
        return new Json(List.of());
      }
      while (true) {
        items.add(value(depth + 1));
        space();
        if (peek() == ']') {
          position++;
          return new Json(List.copyOf(items));
        }
        expect(',');
      }
    }

    private Json word(String word, Object meaning) {
      if (!text.startsWith(word, position)) {
        throw malformed();
      }
      position += word.length();
      return meaning == null ? NULL : new Json(meaning);
    }

    /// More digits than any number of WhatsApp has would cost time to read.
    private Json number() {
      int from = position;
      while (position < text.length() && "+-.0123456789eE".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      try {
        if (position - from > 40) {
          throw malformed();
        }
        var number = new BigDecimal(text.substring(from, position));
        if (Math.abs((long) number.scale()) > 400) {
          throw malformed();
        }
        return new Json(number);
      } catch (NumberFormatException e) {
        throw malformed();
      }
    }

    private String string() {
      expect('"');
      var out = new StringBuilder();
      while (true) {
        char c = next();
        if (c == '"') {
          return out.toString();
        } else if (c == '\\') {
          out.append(escaped());
        } else if (c < ' ') {
          throw malformed();
        } else {
          out.append(c);
        }
      }
    }

    private char escaped() {
      char c = next();
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> {
          int code = 0;
          for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
              throw malformed();
            }
            code = code << 4 | digit;
          }
          yield (char) code;
        }
        default -> throw malformed();
      };
    }

    private void space() {
      while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private void expect(char c) {
      if (next() != c) {
        throw malformed();
      }
    }

    private char next() {
      char c = peek();
      position++;
      return c;
    }

    private char peek() {
      if (position >= text.length()) {
        throw malformed();
      }
      return text.charAt(position);
    }
  }
}
