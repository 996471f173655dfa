package io.trunkline.whatsapp.protocol.appstate;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The known answers of `vectors.json` beside this class.
final class Vectors {

  private Vectors() {}

  static JsonNode of(String section) {
    try (InputStream in = Vectors.class.getResourceAsStream("vectors.json")) {
      return JsonMapper.shared().readTree(in).required(section);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).asString());
  }

  static ByteString byteString(JsonNode node, String field) {
    return ByteString.copyFrom(bytes(node, field));
  }
}
