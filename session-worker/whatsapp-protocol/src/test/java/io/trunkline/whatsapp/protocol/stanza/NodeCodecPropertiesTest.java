package io.trunkline.whatsapp.protocol.stanza;

import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class NodeCodecPropertiesTest {

  @Test
  void anyNodeComesBack() {
    qt().forAll(nodes(4))
        .check(node -> NodeCodec.decode(ByteBuffer.wrap(NodeCodec.encode(node))).equals(node));
  }

  @Test
  void anyBytesDecodeOrAreRefused() {
    qt().withExamples(20_000)
        .forAll(lists().of(soup()).ofSizeBetween(0, 60))
        .check(NodeCodecPropertiesTest::decodesOrIsRefused);
  }

  @Test
  void anyChangeOfAGoodNodeDecodesOrIsRefused() {
    qt().withExamples(5_000)
        .forAll(nodes(3), integers().all(), integers().between(0, 255))
        .check(
            (node, place, value) -> {
              byte[] bytes = NodeCodec.encode(node);
              bytes[Math.floorMod(place, bytes.length)] = value.byteValue();
              return decodesOrIsRefused(bytes);
            });
  }

  private static boolean decodesOrIsRefused(List<Integer> values) {
    byte[] bytes = new byte[values.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = values.get(i).byteValue();
    }
    return decodesOrIsRefused(bytes);
  }

  /// What decodes must also encode again, and to the same node.
  private static boolean decodesOrIsRefused(byte[] bytes) {
    Node node;
    try {
      node = NodeCodec.decode(ByteBuffer.wrap(bytes));
    } catch (StanzaException refused) {
      return true;
    }
    return NodeCodec.decode(ByteBuffer.wrap(NodeCodec.encode(node))).equals(node);
  }

  /// Bytes among which the tags of structure are frequent, so that soup gets past the first one.
  private static Gen<Integer> soup() {
    return integers()
        .between(0, 40)
        .mix(integers().between(0xec, 0xff), 50)
        .mix(integers().between(0, 255), 20);
  }

  private static Gen<Node> nodes(int depth) {
    return random ->
        node(
            depth,
            integers().between(0, 5).generate(random),
            () -> texts().generate(random),
            () -> jids().generate(random),
            () -> depth == 0 ? Optional.empty() : Optional.of(nodes(depth - 1).generate(random)));
  }

  private static Node node(
      int depth,
      int attributes,
      java.util.function.Supplier<String> texts,
      java.util.function.Supplier<Jid> jids,
      java.util.function.Supplier<Optional<Node>> children) {
    Node.Builder builder = Node.of("t" + texts.get());
    for (int i = 0; i < attributes; i++) {
      if (i % 2 == 0) {
        builder.with("a" + texts.get(), texts.get());
      } else {
        builder.with("a" + texts.get(), jids.get());
      }
    }
    switch ((attributes + depth) % 4) {
      case 0 -> builder.text(texts.get());
      case 1 -> builder.bytes(texts.get().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case 2 -> {
        builder.childIfPresent(children.get());
        builder.childIfPresent(children.get());
      }
      default -> {}
    }
    return builder.build();
  }

  /// Token, digits, hex, or anything else.
  private static Gen<String> texts() {
    return integers()
        .between(1, 1259)
        .map(
            i ->
                i < Tokens.SINGLE
                    ? Tokens.single(i)
                    : Tokens.dual((i - 236) / 256, (i - 236) % 256))
        .mix(strings().numeric(), 25)
        .mix(strings().betweenCodePoints('-', 'F').ofLengthBetween(1, 140), 25)
        .mix(
            strings()
                .basicMultilingualPlaneAlphabet()
                .ofLengthBetween(0, 40)
                .map(NodeCodecPropertiesTest::whole),
            25);
  }

  /// Half a surrogate pair has no UTF-8.
  private static String whole(String text) {
    return text.codePoints()
        .filter(c -> c < 0xd800 || c > 0xdfff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Gen<Jid> jids() {
    Gen<Integer> servers = integers().between(0, JidServer.values().length - 1);
    Gen<Integer> devices = integers().between(0, 255);
    Gen<String> users = strings().numericBetween(0, 1_000_000_000);
    return random -> {
      JidServer server = JidServer.values()[servers.generate(random)];
      String user = users.generate(random);
      int device = devices.generate(random);
      return switch (server) {
        case USER ->
            new Jid(
                user,
                device % 3 == 0 && device > 1 && device != 129 ? device : 0,
                device,
                0,
                server);
        case LID, HOSTED, HOSTED_LID, MESSENGER -> Jid.device(user, device, server);
        case INTEROP -> new Jid(user, 0, device, device * 7, server);
        case GROUP, BROADCAST, NEWSLETTER, LEGACY, BOT, CALL ->
            device % 5 == 0 ? Jid.server(server) : Jid.user(user, server);
      };
    };
  }
}
