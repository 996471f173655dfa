package io.trunkline.whatsapp.protocol;

import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The known answers of `vectors.json` beside this class: what travels on the wire.
public final class Vectors {

  private Vectors() {}

  public static JsonNode of(String section) {
    try (InputStream in = Vectors.class.getResourceAsStream("vectors.json")) {
      return JsonMapper.shared().readTree(in).required(section);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).asString());
  }

  /// One of the pairs made up for the vectors.
  public static KeyPair keys(String name) {
    return KeyPair.of(PrivateKey.of(bytes(of("testKeys").required(name), "private")));
  }
}
