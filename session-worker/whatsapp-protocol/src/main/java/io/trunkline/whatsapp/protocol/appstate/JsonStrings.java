package io.trunkline.whatsapp.protocol.appstate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// JSON arrays of strings, which is all the JSON that app state has.
final class JsonStrings {
  private final String json;
  private int position;

  private JsonStrings(String json) {
    this.json = json;
  }

  /// The array as JavaScript's `JSON.stringify` writes it: all devices must write one index with
  /// the same bytes.
  static String write(List<String> strings) {
    var out = new StringBuilder("[");
    for (String string : strings) {
      if (out.length() > 1) {
        out.append(',');
      }
      write(out, string);
    }
    return out.append(']').toString();
  }

  private static void write(StringBuilder out, String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || isLoneSurrogate(string, i)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String string, int index) {
    char c = string.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == string.length() || !Character.isLowSurrogate(string.charAt(index + 1));
    }
    return Character.isLowSurrogate(c)
        && (index == 0 || !Character.isHighSurrogate(string.charAt(index - 1)));
  }

  /// The strings; empty for anything but an array of strings.
  static Optional<List<String>> read(String json) {
    return Optional.ofNullable(new JsonStrings(json).array());
  }

  /// Null for what is none, here and below.
  private List<String> array() {
    List<String> strings = new ArrayList<>();
    if (!take('[')) {
      return null;
    }
    if (!take(']')) {
      do {
        String string = string();
        if (string == null) {
          return null;
        }
        strings.add(string);
      } while (take(','));
      if (!take(']')) {
        return null;
      }
    }
    skipSpace();
    return position == json.length() ? List.copyOf(strings) : null;
  }

  private String string() {
    if (!take('"')) {
      return null;
    }
    var string = new StringBuilder();
    while (position < json.length()) {
      char c = json.charAt(position++);
      if (c == '"') {
        return string.toString();
      } else if (c < ' ' || c == '\\' && !escape(string)) {
        return null;
      } else if (c != '\\') {
        string.append(c);
      }
    }
    return null;
  }

  private boolean escape(StringBuilder string) {
    char c = position < json.length() ? json.charAt(position++) : 0;
    switch (c) {
      case '"', '\\', '/' -> string.append(c);
      case 'b' -> string.append('\b');
      case 'f' -> string.append('\f');
      case 'n' -> string.append('\n');
      case 'r' -> string.append('\r');
      case 't' -> string.append('\t');
      case 'u' -> {
        return unicode(string);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean unicode(StringBuilder string) {
    if (json.length() - position < 4) {
      return false;
    }
    int value = 0;
    for (int end = position + 4; position < end; position++) {
      int digit = Character.digit(json.charAt(position), 16);
      if (digit < 0) {
        return false;
      }
      value = value << 4 | digit;
    }
    string.append((char) value);
    return true;
  }

  private boolean take(char expected) {
    skipSpace();
    if (position < json.length() && json.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (position < json.length() && " \t\r\n".indexOf(json.charAt(position)) >= 0) {
      position++;
    }
  }
}
