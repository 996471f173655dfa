package io.trunkline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.OutgoingMessage;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentTest {
  /// Rows and topics hold what earlier versions wrote.
  @Test
  void whatTheFirstVersionWroteIsReadAsItWas() throws Exception {
    String text =
        "0a02"
            + "4142" // whatsapp_id 1
            + "1202"
            + "4042" // to 2
            + "1801" // accepted_at_ms 3
            + "2201"
            + "53" // message_secret 4
            + "2a17" // content 5
            + "0a0c" // quote 1
            + "0a0143"
            + "12024044"
            + "1a03796f75" // whatsapp_id 1, participant 2, text 3
            + "12024045" // mentions 2
            + "5203"
            + "0a0168"; // text 10, body 1
    var message = OutgoingMessage.parseFrom(HexFormat.of().parseHex(text));

    assertThat(message.getWhatsappId()).isEqualTo("AB");
    assertThat(message.getTo()).isEqualTo("@B");
    assertThat(message.getAcceptedAtMs()).isEqualTo(1);
    assertThat(message.getMessageSecret().toStringUtf8()).isEqualTo("S");
    Content content = message.getContent();
    assertThat(content.getText().getBody()).isEqualTo("h");
    assertThat(content.getMentionsList()).containsExactly("@E");
    assertThat(content.getQuote().getWhatsappId()).isEqualTo("C");
    assertThat(content.getQuote().getParticipant()).isEqualTo("@D");
    assertThat(content.getQuote().getText()).isEqualTo("you");
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    assertThat(
            Content.parseFrom(HexFormat.of().parseHex("9a0603" + "0a0172"))
                .getUnknown()
                .getRaw()
                .toStringUtf8())
        .isEqualTo("r");
  }

  /// A number that is used again would make old rows say something else.
  @Test
  void numbersOfTheKindsStay() {
    List<String> kinds =
        Content.getDescriptor().getOneofs().getFirst().getFields().stream()
            .map(ContentTest::numbered)
            .toList();

    assertThat(kinds)
        .startsWith("10 text", "11 image", "12 video", "13 audio", "14 document", "15 sticker")
        .contains("22 reaction", "23 edit", "24 revoke", "28 poll", "31 event", "33 encrypted")
        .contains("50 buttons", "54 button_reply", "59 product")
        .endsWith("99 unknown")
        .hasSize(44);
  }

  private static String numbered(FieldDescriptor field) {
    return field.getNumber() + " " + field.getName();
  }
}
