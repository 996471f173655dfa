package io.trunkline.whatsapp.protocol.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

class NodeFuzzTest {

  /// What decodes also encodes again, and to the same node.
  @FuzzTest(maxDuration = "5s")
  void anyBytesDecodeOrAreRefused(byte[] bytes) {
    Node node;
    try {
      node = NodeCodec.decode(ByteBuffer.wrap(bytes));
    } catch (StanzaException refused) {
      return;
    }
    assertThat(NodeCodec.decode(ByteBuffer.wrap(NodeCodec.encode(node)))).isEqualTo(node);
  }
}
