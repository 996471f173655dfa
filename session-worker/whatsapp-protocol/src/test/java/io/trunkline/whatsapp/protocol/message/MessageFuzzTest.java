package io.trunkline.whatsapp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Contents;

class MessageFuzzTest {
  private static final Jid CHAT = Jid.parse("96170000001@s.whatsapp.net");

  /// Whatever a chat partner encrypts: it is read as something, or refused as malformed.
  @FuzzTest(maxDuration = "5s")
  void anyPlaintextIsReadOrRefusedWithACode(byte[] bytes) {
    try {
      Message message = PlainMessages.parse(bytes);
      Unwrapped unwrapped = PlainMessages.unwrap(message);
      Contents.read(unwrapped);
      StanzaAttributes.of(message, CHAT, CHAT);
    } catch (MessageException refused) {
      assertThat(refused.code()).isNotNull();
    }
  }
}
