package io.trunkline.whatsapp.protocol.signal;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Known answers from JSON files beside the tests.
final class Vectors {

  private Vectors() {}

  static JsonNode of(String section) {
    return file("vectors.json").required(section);
  }

  static JsonNode file(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream(name)) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).asString());
  }

  static KeyPair pair(JsonNode node, String field) {
    return KeyPair.of(PrivateKey.of(bytes(node, field)));
  }

  static PublicKey publicKey(JsonNode node, String field) {
    return PublicKey.ofSerialized(bytes(node, field));
  }
}
