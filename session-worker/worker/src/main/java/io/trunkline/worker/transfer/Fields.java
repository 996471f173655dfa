package io.trunkline.worker.transfer;

import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PrivateKey;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.worker.transfer.TransferException.Code;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How Baileys writes bytes and keys: `{"type":"Buffer","data":"<base64>"}` (also with an array of
/// numbers, as Node's own form), or bare base64; public keys with or without their type byte.
final class Fields {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Fields() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static JsonNode need(JsonNode parent, String field) {
    var value = parent.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw malformed(field);
    }
    return value;
  }

  static Optional<String> text(JsonNode parent, String field) {
    return Optional.of(parent.path(field)).filter(JsonNode::isString).map(JsonNode::stringValue);
  }

  static int number(JsonNode parent, String field) {
    var value = need(parent, field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw malformed(field);
    }
    return value.intValue();
  }

  static byte[] bytes(JsonNode parent, String field) {
    return value(need(parent, field), field);
  }

  static byte[] value(JsonNode value, String field) {
    if (value.isString()) {
      return base64(value.stringValue(), field);
    }
    var data = value.path("data");
    if (data.isString()) {
      return base64(data.stringValue(), field);
    }
    if (!data.isArray()) {
      throw malformed(field);
    }
    var bytes = new byte[data.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) data.get(i).asInt(0);
    }
    return bytes;
  }

  static byte[] base64(String text, String field) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed(field);
    }
  }

  static PublicKey publicKey(byte[] bytes, String field) {
    try {
      return bytes.length == PublicKey.SIZE_BYTES
          ? PublicKey.of(bytes)
          : PublicKey.ofSerialized(bytes);
    } catch (CryptoException e) {
      throw malformed(field);
    }
  }

  static KeyPair keyPair(byte[] privateKey, byte[] publicKey, String field) {
    KeyPair pair;
    try {
      pair = KeyPair.of(PrivateKey.of(privateKey));
    } catch (CryptoException e) {
      throw malformed(field);
    }
    if (!Arrays.equals(pair.publicKey().bytes(), publicKey(publicKey, field).bytes())) {
      throw new TransferException(
          Code.INCONSISTENT, "The halves of %s do not belong together".formatted(field));
    }
    return pair;
  }

  /// `{"private":…,"public":…}`
  static KeyPair keyPair(JsonNode parent, String field) {
    var pair = need(parent, field);
    return keyPair(bytes(pair, "private"), bytes(pair, "public"), field);
  }

  static ObjectNode buffer(byte[] bytes) {
    return object().put("type", "Buffer").put("data", base64(bytes));
  }

  static ObjectNode keyPair(KeyPair pair) {
    ObjectNode node = object();
    node.set("private", buffer(pair.privateKey().bytes()));
    node.set("public", buffer(pair.publicKey().bytes()));
    return node;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static TransferException malformed(String field) {
    return new TransferException(
        Code.MALFORMED, "The field %s is not as expected".formatted(field));
  }
}
