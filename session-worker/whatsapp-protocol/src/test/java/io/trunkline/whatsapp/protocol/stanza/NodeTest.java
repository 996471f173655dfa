package io.trunkline.whatsapp.protocol.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.trunkline.whatsapp.protocol.jid.Jid;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeTest {
  private static final Node RECEIPT =
      Node.of("receipt")
          .with("id", "ABC")
          .with("from", Jid.parse("1:2@lid"))
          .with("participant", "2@lid")
          .with("t", 1_700_000_000L)
          .withIfPresent("type", Optional.empty())
          .withIfPresent("offline", Optional.of(3))
          .child(Node.of("list").child(Node.of("item").with("id", "DEF").build()).build())
          .build();

  @Test
  void attributesAreReadAsWhatTheyMean() {
    assertThat(RECEIPT.attr("id")).isEqualTo("ABC");
    assertThat(RECEIPT.attr("from")).isEqualTo("1:2@lid");
    assertThat(RECEIPT.jid("from")).isEqualTo(Jid.parse("1:2@lid"));
    assertThat(RECEIPT.jid("participant")).isEqualTo(Jid.parse("2@lid"));
    assertThat(RECEIPT.number("t")).isEqualTo(1_700_000_000L);
    assertThat(RECEIPT.findNumber("offline")).hasValue(3);
    assertThat(RECEIPT.find("type")).isEmpty();
    assertThat(RECEIPT.findJid("type")).isEmpty();
    assertThat(RECEIPT.attributes().keySet())
        .containsExactly("id", "from", "participant", "t", "offline");
  }

  @Test
  void whatIsMissingOrMalformedHasACode() {
    assertCode(() -> RECEIPT.attr("type"), StanzaException.Code.MISSING_ATTRIBUTE);
    assertCode(() -> RECEIPT.jid("id"), StanzaException.Code.BAD_ATTRIBUTE);
    assertCode(() -> RECEIPT.findNumber("id"), StanzaException.Code.BAD_ATTRIBUTE);
    assertCode(() -> RECEIPT.requireChild("error"), StanzaException.Code.MISSING_CHILD);
    assertCode(
        () -> Node.of("key").bytes(new byte[31]).build().bytes(32),
        StanzaException.Code.BAD_CONTENT);
  }

  private static void assertCode(Runnable read, StanzaException.Code code) {
    assertThatThrownBy(read::run)
        .asInstanceOf(type(StanzaException.class))
        .returns(code, StanzaException::code);
  }

  @Test
  void arraysAreCopiedInAndOut() {
    byte[] bytes = {1, 2, 3};
    Node node = Node.of("enc").bytes(bytes).build();
    bytes[0] = 9;
    node.bytes()[1] = 9;

    assertThat(node.bytes()).containsExactly(1, 2, 3);
  }

  @Test
  void textAndItsBytesAreTheSameContent() {
    assertThat(Node.of("a").text("ü").build())
        .isEqualTo(Node.of("a").bytes(new byte[] {(byte) 0xc3, (byte) 0xbc}).build())
        .isNotEqualTo(Node.of("a").build());
  }

  @Test
  void aCopyCanBeChanged() {
    Node forwarded = RECEIPT.toBuilder().with("from", Jid.parse("3@lid")).with("t", "").build();

    assertThat(forwarded.jid("from")).isEqualTo(Jid.parse("3@lid"));
    assertThat(forwarded.find("t")).isEmpty();
    assertThat(forwarded.children()).isEqualTo(RECEIPT.children());
  }

  @Test
  void textFormHidesContentsAndCredentials() {
    Node node =
        Node.of("iq")
            .with("id", "a\"<b")
            .child(Node.of("media_conn").with("auth", "topsecret").build())
            .child(Node.of("error").with("code", "404").text("secret text").build())
            .build();

    assertThat(NodeText.format(node))
        .isEqualTo(
            """
            <iq id="a&quot;&lt;b">
              <media_conn auth="…"/>
              <error code="404">11 bytes</error>
            </iq>""");
  }
}
