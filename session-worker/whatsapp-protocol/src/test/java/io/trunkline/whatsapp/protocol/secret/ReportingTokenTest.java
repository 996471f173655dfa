package io.trunkline.whatsapp.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.Vectors;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.secret.SecretException.Code;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportingTokenTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode VECTORS = Vectors.of("reporting_token");
  private static final byte[] SERIALIZED = Vectors.bytes(VECTORS, "message");
  private static final Message MESSAGE = PlainMessages.parse(SERIALIZED);

  @Test
  void theTokenIsTheVectors() {
    assertThat(token(MESSAGE, SERIALIZED))
        .hasValueSatisfying(token -> assertThat(token).isEqualTo(Vectors.bytes(VECTORS, "token")));
    assertThat(ReportingFields.cut(SERIALIZED)).isEqualTo(Vectors.bytes(VECTORS, "content"));
    assertThat(
            MessageSecret.of(Vectors.bytes(VECTORS, "secret"))
                .reportKey(VECTORS.required("messageId").asString(), jid("sender"), jid("remote")))
        .isEqualTo(Vectors.bytes(VECTORS, "key"));
  }

  @Test
  void someMessagesHaveNone() {
    assertNone(message -> message.clearMessageContextInfo());
    assertNone(message -> message.clearExtendedTextMessage());
    assertNone(message -> message.getReactionMessageBuilder().setText("x"));
    assertNone(message -> message.getEncReactionMessageBuilder());
    assertNone(message -> message.getPollUpdateMessageBuilder());
    assertNone(message -> message.getEncEventResponseMessageBuilder());
  }

  private static void assertNone(Consumer<Message.Builder> change) {
    Message.Builder changed = MESSAGE.toBuilder();
    change.accept(changed);
    assertThat(token(changed.build(), changed.build().toByteArray())).isEmpty();
  }

  @Test
  void fieldsAreThoseOfTheNotes() throws Exception {
    try (var in = getClass().getResourceAsStream("reporting-fields.json")) {
      JsonNode notes = JsonMapper.shared().readTree(in);
      assertThat(ReportingFields.message()).hasToString(text(notes));
    }
  }

  private static String text(JsonNode list) {
    var text = new StringBuilder();
    for (JsonNode field : list) {
      text.append(text.isEmpty() ? "" : " ").append(field.required("f").asInt());
      text.append(field.has("m") ? "*" : "");
      text.append(field.has("s") ? "(" + text(field.required("s")) + ")" : "");
    }
    return text.toString();
  }

  @Test
  void listedFieldsStayAsTheyAreAndOthersGo() {
    // conversation "hi"; field 2 is not listed.
    assertCut("0a026869", "0a026869" + "1200");
    // A length in more bytes than it needs stays as it was.
    assertCut("0a82006869", "0a82006869");
    assertCut("", "");
  }

  @Test
  void fieldsAreSortedAndEqualOnesKeepTheirOrder() {
    // extendedText 6 { text 1 }, then conversation 1 twice.
    assertCut("0a0161" + "0a0162" + "32030a0163", "32030a0163" + "0a0161" + "0a0162");
  }

  @Test
  void fieldsKeptInPartGetANewLength() {
    // image 3 { url 1 goes, mimetype 2, contextInfo 17 { stanzaID 1 goes, 22 isForwarded } }
    assertCut(
        "1a09" + "120178" + "8a0103" + "b00101",
        "1a" + "0f" + "0a0175" + "120178" + "8a0106" + "0a0179" + "b00101");
    // Nothing is left of it.
    assertCut("", "1a03" + "0a0175");
  }

  @Test
  void messagesInsideMessagesAreCutByTheSameList() {
    // documentWithCaption 53 { message 1 { conversation 1, field 2 } }
    assertCut("aa0305" + "0a03" + "0a0161", "aa0307" + "0a05" + "0a0161" + "1200");
  }

  @Test
  void everyWireTypeIsSkippedOrKept() {
    // contextInfo 17 of a location 5: degrees 3 and 4 (8 bytes), accuracy 5 (varint), field 6 (4
    // bytes) goes, and so does the group 7.
    String kept = "19" + "00".repeat(7) + "01" + "2807";
    assertCut("2a0b" + kept, "2a14" + kept + "35" + "00".repeat(4) + "3b0801" + "3c");
    // A field that should be a message but is a number.
    assertCut("", "1801");
  }

  @Test
  void brokenMessagesAreRefused() {
    for (String broken :
        new String[] {"0a", "0a05", "0a0568", "00", "0f", "0c", "1c", "13", "1a020a05"}) {
      assertMalformed(HEX.parseHex(broken));
    }
  }

  @Test
  void endlessNestingIsRefused() {
    byte[] wrapped = {};
    for (int i = 0; i < 500; i++) {
      // Not the generated class: it would refuse the depth itself.
      wrapped = field(i % 2 == 0 ? 1 : 53, wrapped);
    }
    assertMalformed(wrapped);
    assertMalformed(HEX.parseHex("13".repeat(100_000)));
  }

  private static byte[] field(int number, byte[] content) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(content))
                .build())
        .build()
        .toByteArray();
  }

  @Test
  void anyBytesAreCutOrRefused() {
    qt().withExamples(20_000)
        .forAll(lists().of(integers().between(0, 255)).ofSizeBetween(0, 40))
        .check(
            values -> {
              byte[] bytes = new byte[values.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = values.get(i).byteValue();
              }
              try {
                byte[] once = ReportingFields.cut(bytes);
                // Nothing is left to be cut.
                return Arrays.equals(ReportingFields.cut(once), once);
              } catch (SecretException refused) {
                return refused.code() == Code.MALFORMED;
              }
            });
  }

  private static void assertCut(String expected, String message) {
    assertThat(HEX.formatHex(ReportingFields.cut(HEX.parseHex(message)))).isEqualTo(expected);
  }

  private static void assertMalformed(byte[] message) {
    assertThatThrownBy(() -> ReportingFields.cut(message))
        .asInstanceOf(type(SecretException.class))
        .returns(Code.MALFORMED, SecretException::code);
  }

  private static Optional<byte[]> token(Message message, byte[] serialized) {
    return ReportingToken.of(
        message,
        serialized,
        VECTORS.required("messageId").asString(),
        jid("sender").withDevice(3),
        jid("remote"));
  }

  private static Jid jid(String field) {
    return Jid.parse(VECTORS.required(field).asString());
  }
}
