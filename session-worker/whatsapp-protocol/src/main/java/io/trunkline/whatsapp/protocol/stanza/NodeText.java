package io.trunkline.whatsapp.protocol.stanza;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a node in the manner of XML, for traces and test failures. Contents appear as their
/// length only and attributes that are credentials not at all, but JIDs do appear: a trace is for
/// whoever may see phone numbers.
public final class NodeText {
  /// Attributes whose value lets its holder in or decrypts something.
  private static final Set<String> CREDENTIALS =
      Set.of("auth", "token", "secret", "key", "code", "password", "nonce");

  private NodeText() {}

  /// The node on lines of their own, children indented by two spaces.
  public static String format(Node node) {
    var text = new StringBuilder();
    append(text, node, 0);
    return text.toString();
  }

  private static void append(StringBuilder text, Node node, int depth) {
    text.repeat("  ", depth).append('<').append(node.tag());
    for (Map.Entry<String, Object> attribute : node.attributes().entrySet()) {
      String name = attribute.getKey();
      text.append(' ').append(name).append("=\"");
      // An error's code is no credential, and the one attribute of that name worth reading.
      boolean hidden = CREDENTIALS.contains(name) && !isErrorCode(node, name);
      escape(text, hidden ? "…" : attribute.getValue().toString());
      text.append('"');
    }
    List<Node> children = node.children();
    if (!node.hasContent()) {
      text.append("/>");
    } else if (children.isEmpty()) {
      text.append('>').append(node.bytes().length).append(" bytes</");
      text.append(node.tag()).append('>');
    } else {
      text.append('>');
      for (Node child : children) {
        text.append('\n');
        append(text, child, depth + 1);
      }
      text.append('\n').repeat("  ", depth).append("</").append(node.tag()).append('>');
    }
  }

  private static boolean isErrorCode(Node node, String name) {
    return name.equals("code") && (node.is("error") || node.is("stream:error"));
  }

  private static void escape(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("&quot;");
        case '<' -> text.append("&lt;");
        case '&' -> text.append("&amp;");
        default -> text.append(Character.isISOControl(c) ? '�' : c);
      }
    }
  }
}
