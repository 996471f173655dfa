package io.trunkline.whatsapp.protocol.secret;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which fields of a message a report shows.
///
/// The list is beside this class, a line for each field of `Message`. A field that is kept in part
/// has the fields that are kept in brackets; one that holds a whole message, to which the list
/// applies again, has a star:
///
/// ```
/// 12(1 2 14* 15)
/// ```
final class ReportingFields {
  private static final int MAX_DEPTH = 100;
  private static final Pattern TOKEN = Pattern.compile("\\d+|[*()]|\\S");
  private static final ReportingFields MESSAGE = load();

  private final Map<Integer, ReportingFields> fields = new TreeMap<>();
  private boolean isMessage;

  private ReportingFields() {}

  /// The list for a whole message.
  static ReportingFields message() {
    return MESSAGE;
  }

  private static ReportingFields load() {
    try (InputStream in = ReportingFields.class.getResourceAsStream("reporting-fields.txt")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReportingFields parse(String list) {
    ReportingFields top = new ReportingFields();
    List<ReportingFields> open = new ArrayList<>(List.of(top));
    ReportingFields last = top;
    Matcher token = TOKEN.matcher(list);
    while (token.find()) {
      switch (token.group()) {
        case "(" -> open.add(last);
        case ")" -> open.removeLast();
        case "*" -> last.isMessage = true;
        default -> {
          last = new ReportingFields();
          open.getLast().fields.put(Integer.valueOf(token.group()), last);
        }
      }
    }
    return top;
  }

  /// The content of a report: of the listed fields the bytes as they are, in the order of their
  /// numbers; those kept in part get a new length, and are left out when nothing of them is kept.
  ///
  /// @param message the protobuf of a message
  /// @throws SecretException MALFORMED
  static byte[] cut(byte[] message) {
    try {
      return cut(ByteString.copyFrom(message), MESSAGE, 0).toByteArray();
    } catch (IOException e) {
      throw new SecretException(Code.MALFORMED, "Not the protobuf of a message");
    }
  }

  private static ByteString cut(ByteString content, ReportingFields listed, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new SecretException(Code.MALFORMED, "Nested more than " + MAX_DEPTH + " levels");
    }
    List<Kept> kept = new ArrayList<>();
    CodedInputStream in = content.newCodedInput();
    while (!in.isAtEnd()) {
      int start = in.getTotalBytesRead();
      int tag = in.readTag();
      int number = WireFormat.getTagFieldNumber(tag);
      ReportingFields field = listed.fields.get(number);
      boolean isCut = field != null && (field.isMessage || !field.fields.isEmpty());
      if (isCut && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        ByteString part = cut(in.readBytes(), field.isMessage ? MESSAGE : field, depth + 1);
        if (!part.isEmpty()) {
          kept.add(new Kept(number, header(tag, part.size()).concat(part)));
        }
      } else {
        in.skipField(tag);
        if (field != null && !isCut) {
          kept.add(new Kept(number, content.substring(start, in.getTotalBytesRead())));
        }
      }
    }
    kept.sort(Comparator.comparingInt(Kept::number));
    return ByteString.copyFrom(kept.stream().map(Kept::bytes).toList());
  }

  private static ByteString header(int tag, int length) throws IOException {
    ByteString.Output header = ByteString.newOutput(10);
    CodedOutputStream out = CodedOutputStream.newInstance(header);
    out.writeUInt32NoTag(tag);
    out.writeUInt32NoTag(length);
    out.flush();
    return header.toByteString();
  }

  /// The list again, in its own form.
  @Override
  public String toString() {
    var text = new StringBuilder();
    fields.forEach(
        (number, field) ->
            text.append(text.isEmpty() ? "" : " ")
                .append(number)
                .append(field.isMessage ? "*" : "")
                .append(field.fields.isEmpty() ? "" : "(" + field + ")"));
    return text.toString();
  }

  private record Kept(int number, ByteString bytes) {}
}
