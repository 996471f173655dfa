package io.trunkline.api.tenantapi;

import java.io.IOException;
import java.io.Writer;

/// A line of comma-separated values. Source: RFC 4180.
final class CsvLine {
  private CsvLine() {}

  /// @param values null is written as the empty text
  static void write(Writer out, String... values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.write(',');
      }
      if (values[i] != null) {
        out.write('"');
        out.write(values[i].replace("\"", "\"\""));
        out.write('"');
      }
    }
    out.write("\r\n");
  }

  /// A stranger's text that no spreadsheet takes for a formula: it then begins with an apostrophe.
  static String harmless(String text) {
    return text != null && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
        ? "'" + text
        : text;
  }
}
