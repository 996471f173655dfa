package io.trunkline.whatsapp.protocol.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.StanzaException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCodecTest {

  // 19 "iq", 04 "type", 03 "s.whatsapp.net", 11 "to", 13 "message", 1c "g.us" are single tokens.

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "'', TRUNCATED, nothing at all",
    "00, TRUNCATED, only flags",
    "00f8, TRUNCATED, list without a count",
    "00f801, TRUNCATED, node without a tag",
    "00f9ffff19, TRUNCATED, count over the input",
    "00f80319, TRUNCATED, attribute missing",
    "00f8021900ff, TRAILING_BYTES, bytes after the node",
    "0000, MALFORMED, node of size 0",
    "00f800, MALFORMED, node of size 0 as a list",
    "0019, MALFORMED, no list",
    "00f80100, MALFORMED, empty tag",
    "00f801f801, MALFORMED, a list for a tag",
    "00f801fa1103, MALFORMED, a JID for a tag",
    "00f80319001c, MALFORMED, attribute without a name",
    "00f8031911fafafafafafafafa, MALFORMED, JIDs in JIDs",
    "00f8031911f70001faff021203, MALFORMED, a JID for a user",
    "00f803191104f0, TRAILING_BYTES, one byte too many",
    "00f8031911f0, UNKNOWN_TOKEN, tag 240",
    "00f8031911f4, UNKNOWN_TOKEN, tag 244",
    "00f8031911ec, TRUNCATED, double token without its index",
    "00f8031911fc05aa, TRUNCATED, binary longer than the input",
    "00f80219fdffffff, TRUNCATED, binary of 20 bits longer than the input",
    "00f80219feffffffff, TRUNCATED, binary of 32 bits longer than the input",
    "00f8031911ff01c1, BAD_PACKED, nibble c",
    "00f8031911ff011d, BAD_PACKED, nibble d",
    "00f8031911ff011f, BAD_PACKED, padding without the odd flag",
    "00f8031911ff80, BAD_PACKED, odd count of nothing",
    "00f8031911ff7f11, TRUNCATED, packed longer than the input",
    "00f8031911f700ff00, BAD_JID, device without a user",
    "00f8031911f701ff, TRUNCATED, device JID without a user",
    "00f8031911f6ff811f000503, BAD_JID, messenger JID of another server",
    "00f8031911f5ff811f000100011c, BAD_JID, interop JID of another server",
    "02789c00, BAD_COMPRESSION, broken zlib",
    "02, BAD_COMPRESSION, empty zlib",
  })
  void malformedBytesAreRefusedWithTheirCode(String hex, Code code, String why) {
    assertThatThrownBy(() -> decode(hex))
        .as(why)
        .asInstanceOf(type(StanzaException.class))
        .returns(code, StanzaException::code);
  }

  @Test
  void bothFormsOfEmptyContentMeanNone() {
    assertThat(decode("00f8021900").hasContent()).isFalse();
    assertThat(decode("00f80219f800").hasContent()).isFalse();
    assertThat(decode("00f80219f90000").hasContent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00f803191100", "00f8031911fc00", "00f8031911ff00", "00f8031911fb00"})
  void anEmptyAttributeIsNone(String hex) {
    assertThat(decode(hex).attributes()).isEmpty();
  }

  @Test
  void emptyAttributesAreNotWrittenNorCounted() {
    Node node = Node.of("iq").with("to", "").with("id", "1").with("id", "").build();

    assertThat(NodeCodec.encode(node)).isEqualTo(bytes("00f80119"));
  }

  @Test
  void streamEndIsANodeOfOneToken() {
    assertThat(decode("00f80102").is("xmlstreamend")).isTrue();
  }

  @Test
  void numbersArePackedAndAnOddOneIsPadded() {
    assertThat(NodeCodec.encode(Node.of("iq").with("to", "12.4-").build()))
        .isEqualTo(bytes("00f8031911ff8312b4af"));
    assertThat(decode("00f8031911ff8312b4af").attr("to")).isEqualTo("12.4-");
  }

  @Test
  void lengthOfTwentyBitsIgnoresTheTopNibble() {
    assertThat(decode("00f80219fdf00001aa").bytes()).isEqualTo(bytes("aa"));
  }

  @Test
  void deviceJidOfThePrimaryIsTheUser() {
    Node node = decode("00f8031911f70000ff0212 34".replace(" ", ""));

    assertThat(node.jid("to")).isEqualTo(Jid.parse("1234@s.whatsapp.net"));
  }

  @ParameterizedTest
  @CsvSource({
    "1234@s.whatsapp.net, faff02123403",
    "1234:5@s.whatsapp.net, f70005ff021234",
    "1234.9:5@s.whatsapp.net, f70905ff021234",
    "1234:5@lid, f70105ff021234",
    "1234:99@hosted, f78063ff021234",
    "1234@hosted, f78000ff021234",
    "1234:2@hosted.lid, f78102ff021234",
    "1234@g.us, faff0212341c",
    "s.whatsapp.net, fa0003",
    "1234:300@msgr, f6ff021234012ccc",
    "9-1234:300@interop, f5ff021234012c0009fc07696e7465726f70",
  })
  void everyJidHasItsTag(String jid, String hex) {
    Node node = Node.of("iq").with("to", Jid.parse(jid)).build();

    assertThat(NodeCodec.encode(node)).isEqualTo(bytes("00f8031911" + hex));
    assertThat(decode("00f8031911" + hex)).isEqualTo(node);
  }

  @Test
  void pairOfAnUnknownServerIsReadAsText() {
    Node node = decode("00f8031911faff021234fc0178");

    assertThat(node.attr("to")).isEqualTo("1234@x");
    assertThatThrownBy(() -> node.jid("to"))
        .asInstanceOf(type(StanzaException.class))
        .returns(Code.BAD_ATTRIBUTE, StanzaException::code);
  }

  @Test
  void pairWhoseUserHoldsADeviceIsReadAsThatDevice() {
    assertThat(decode("00f8031911fafc03313a3203").jid("to"))
        .isEqualTo(Jid.device("1", 2, JidServer.USER));
  }

  @Test
  void contentMayBeATokenOrAJid() {
    assertThat(decode("00f802191c").text()).isEqualTo("g.us");
    assertThat(decode("00f80219faff02123403").text()).isEqualTo("1234@s.whatsapp.net");
    assertThat(decode("00f80219ff021234").bytes()).isEqualTo("1234".getBytes());
  }

  @Test
  void theLastOfEqualAttributesCounts() {
    assertThat(decode("00f80519110311" + "1c").attr("to")).isEqualTo("g.us");
  }

  @Test
  void nestingIsBounded() {
    assertThat(decode(nested(NodeReader.MAX_DEPTH)).is("iq")).isTrue();
    assertThatThrownBy(() -> decode(nested(NodeReader.MAX_DEPTH + 1)))
        .asInstanceOf(type(StanzaException.class))
        .returns(Code.TOO_DEEP, StanzaException::code);
    assertThatThrownBy(() -> decode(nested(100_000)))
        .asInstanceOf(type(StanzaException.class))
        .returns(Code.TOO_DEEP, StanzaException::code);
  }

  @Test
  void jidsDoNotNest() {
    assertThatThrownBy(() -> decode("00f8031911" + "fa".repeat(1_000_000)))
        .asInstanceOf(type(StanzaException.class))
        .returns(Code.MALFORMED, StanzaException::code);
  }

  private static String nested(int levels) {
    return "00" + "f80219f801".repeat(levels - 1) + "f80119";
  }

  @Test
  void aListMayHoldMoreThan255Children() {
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      children.add(Node.of("to").with("jid", Jid.device("1234", i % 256, JidServer.LID)).build());
    }
    Node node = Node.of("participants").children(children).build();
    byte[] encoded = NodeCodec.encode(node);

    assertThat(HexFormat.of().formatHex(encoded)).contains("f9012c");
    assertThat(NodeCodec.decode(ByteBuffer.wrap(encoded))).isEqualTo(node);
  }

  @Test
  void aListOverSixteenBitsIsRefused() {
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < 65536; i++) {
      children.add(Node.of("to").build());
    }
    Node node = Node.of("participants").children(children).build();

    assertThatThrownBy(() -> NodeCodec.encode(node)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 1 << 20, (1 << 20) - 1})
  void binaryOfEveryLengthFormComesBack(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 0x5a);
    Node node = Node.of("enc").bytes(content).build();

    assertThat(decode(HexFormat.of().formatHex(NodeCodec.encode(node)))).isEqualTo(node);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void compressedNodesAreInflated(boolean raw) {
    byte[] compressed = deflate(bytes("f80219fc0568656c6c6f"), raw);

    assertThat(NodeCodec.decode(ByteBuffer.wrap(compressed)).text()).isEqualTo("hello");
  }

  @Test
  void inflationIsBounded() {
    byte[] bomb = deflate(new byte[NodeCodec.MAX_INFLATED_BYTES + 1], false);

    assertThat(bomb.length).isLessThan(20_000);
    assertThatThrownBy(() -> NodeCodec.decode(ByteBuffer.wrap(bomb)))
        .asInstanceOf(type(StanzaException.class))
        .returns(Code.TOO_LARGE, StanzaException::code);
  }

  @Test
  void cutCompressionIsRefused() {
    byte[] compressed = deflate(bytes("f80219fc0568656c6c6f"), false);

    assertThatThrownBy(
            () -> NodeCodec.decode(ByteBuffer.wrap(compressed, 0, compressed.length - 8)))
        .asInstanceOf(type(StanzaException.class))
        .returns(Code.BAD_COMPRESSION, StanzaException::code);
  }

  @Test
  void anyBufferCanBeRead() {
    byte[] payload = bytes("00f80219fc0568656c6c6f");
    byte[] padded = new byte[payload.length + 7];
    System.arraycopy(payload, 0, padded, 3, payload.length);
    ByteBuffer direct = ByteBuffer.allocateDirect(payload.length).put(payload).flip();
    ByteBuffer slice = ByteBuffer.wrap(padded, 3, payload.length).slice();

    for (ByteBuffer buffer : List.of(slice, slice.duplicate().asReadOnlyBuffer(), direct)) {
      assertThat(NodeCodec.decode(buffer).text()).isEqualTo("hello");
      assertThat(buffer.hasRemaining()).isFalse();
    }
  }

  private static byte[] deflate(byte[] content, boolean raw) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, raw);
    try {
      deflater.setInput(content);
      deflater.finish();
      var out = new ByteArrayOutputStream();
      out.write(NodeCodec.COMPRESSED);
      byte[] chunk = new byte[4096];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static Node decode(String hex) {
    return NodeCodec.decode(ByteBuffer.wrap(bytes(hex)));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
