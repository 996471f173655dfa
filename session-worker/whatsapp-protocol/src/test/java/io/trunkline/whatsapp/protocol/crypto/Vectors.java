package io.trunkline.whatsapp.protocol.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The known answers of `vectors.json`, by section.
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
}
