package io.trunkline.whatsapp.protocol.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidException;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The nodes of the vectors come from another implementation's tests.
class NodeCodecVectorsTest {
  /// Forms that the other encoder chooses differently; both are valid, so these are only read.
  private static final Set<String> READ_ONLY =
      Set.of(
          // An explicit empty list where this encoder writes no content.
          "empty attrs empty content list",
          // A hosted user without a device as a pair, and a pair of an unknown server.
          "jids all domain types");

  static Stream<JsonNode> cases() {
    return Vectors.of("nodes").required("cases").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void vectorDecodesToItsNode(JsonNode vector) {
    Node decoded = NodeCodec.decode(ByteBuffer.wrap(payload(vector)));

    assertThat(decoded).isEqualTo(node(vector.required("node")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nodeEncodesToItsVector(JsonNode vector) {
    Node node = node(vector.required("node"));
    byte[] encoded = NodeCodec.encode(node);

    if (READ_ONLY.contains(vector.required("name").asString())) {
      assertThat(NodeCodec.decode(ByteBuffer.wrap(encoded))).isEqualTo(node);
    } else {
      assertThat(encoded).asHexString().isEqualToIgnoringCase(hex(payload(vector)));
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] payload(JsonNode vector) {
    return HexFormat.of().parseHex("00" + vector.required("hex").asString());
  }

  private static Node node(JsonNode json) {
    Node.Builder builder = Node.of(json.required("tag").asString());
    for (Map.Entry<String, JsonNode> attribute : json.required("attrs").properties()) {
      attribute(builder, attribute.getKey(), attribute.getValue().asString());
    }
    JsonNode content = json.path("content");
    if (content.isArray()) {
      content.valueStream().forEach(child -> builder.child(node(child)));
    } else if (content.isString()) {
      builder.text(content.asString());
    } else if (content.isObject()) {
      builder.bytes(Vectors.bytes(content, "$bytes"));
    }
    return builder.build();
  }

  /// The other encoder writes whatever looks like a JID as one.
  private static void attribute(Node.Builder builder, String name, String text) {
    try {
      Jid jid = Jid.parse(text);
      if (jid.hasUser()) {
        builder.with(name, jid);
        return;
      }
    } catch (JidException notOne) {
      assertThat(JidServer.find(text)).isEmpty();
    }
    builder.with(name, text);
  }
}
