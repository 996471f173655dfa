package io.trunkline.whatsapp.protocol.mex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MexTest {
  private static Json parse(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }

  private static Node result(String json) {
    return Node.of("iq").child(Node.of("result").bytes(json.getBytes(UTF_8)).build()).build();
  }

  @Test
  void aQueryIsWrittenAsOthersWriteIt() {
    var input = new LinkedHashMap<String, Object>();
    input.put("key", "120363000000000001@newsletter");
    input.put("say", "\"a\\b\"\n");
    input.put("count", 5);
    input.put("full", true);
    input.put("none", null);
    input.put("list", List.of("x", List.of()));
    assertThat(Mex.query("6563316087068696", input))
        .isEqualTo(
            Node.of("query")
                .with("query_id", "6563316087068696")
                .bytes(
                    ("{\"variables\":{\"key\":\"120363000000000001@newsletter\","
                            + "\"say\":\"\\\"a\\\\b\\\"\\u000a\",\"count\":5,\"full\":true,"
                            + "\"none\":null,\"list\":[\"x\",[]]}}")
                        .getBytes(UTF_8))
                .build());
  }

  @Test
  void anAnswerIsItsOnlyMemberWhateverItsName() {
    Json channel =
        Mex.result(
            result(
                """
                {"data": {"xwa2_newsletter": {"id": "1@newsletter", "n": "42", "m": -7.0e1,
                  "name": {"text": "caf\\u00e9 \\ud83d\\ude00 \\/"}, "on": true, "none": null,
                  "tags": [1, "two"]}}, "errors": []}"""));
    assertThat(channel.get("name").get("text").text()).contains("café 😀 /");
    assertThat(channel.get("n").number()).hasValue(42);
    assertThat(channel.get("m").number()).hasValue(-70);
    assertThat(channel.get("on").isTrue()).isTrue();
    assertThat(channel.get("none").isNull()).isTrue();
    assertThat(channel.get("tags").items()).extracting(Json::text).hasSize(2);
    assertThat(channel.get("nothing").get("at").get("all").text()).isEmpty();
    assertThat(channel.get("name").number()).isEmpty();
    assertThat(Mex.result(result("{\"data\":{}}")).isNull()).isTrue();
  }

  @Test
  void anErrorIsTheServersRefusal() {
    var answer =
        result(
            "{\"data\":null,\"errors\":[{\"message\":\"secret\",\"extensions\":{\"error_code\":403}}]}");
    var refused = catchThrowableOfType(MexException.class, () -> Mex.result(answer));
    assertThat(refused.code()).isEqualTo(MexException.Code.REFUSED);
    assertThat(refused.serverCode()).isEqualTo(403);
    assertThat(refused).hasMessageNotContaining("secret");
    var none = catchThrowableOfType(MexException.class, () -> Mex.result(Node.of("iq").build()));
    assertThat(none.code()).isEqualTo(MexException.Code.MALFORMED);
  }

  @Test
  void anUpdateNamesItsOperation() {
    var update =
        Node.of("update")
            .with("op_name", "NotificationNewsletterLeave")
            .bytes("{\"data\":{\"x\":{\"id\":\"1@newsletter\"}}}".getBytes(UTF_8))
            .build();
    var told = Mex.update(Node.of("notification").child(update).build()).orElseThrow();
    assertThat(told.operation()).isEqualTo("NotificationNewsletterLeave");
    assertThat(told.data().get("x").get("id").text()).contains("1@newsletter");
    assertThat(Mex.update(Node.of("notification").build())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "\"",
        "\"\\",
        "\"\\u12",
        "\"\\u12g4\"",
        "\"\\x\"",
        "\"\n\"",
        "{\"a\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "nul",
        "tru",
        "1 1",
        "--1",
        "1e999999",
        "{a:1}",
        "'a'",
        "1234567890123456789012345678901234567890123"
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThat(catchThrowableOfType(MexException.class, () -> parse(text)).code())
        .isEqualTo(MexException.Code.MALFORMED);
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(parse("[".repeat(30) + "]".repeat(30)).items()).hasSize(1);
    assertThat(catchThrowableOfType(MexException.class, () -> parse("[".repeat(1 << 20))).code())
        .isEqualTo(MexException.Code.MALFORMED);
  }

  @Test
  void whatIsWrittenIsRead() {
    qt().forAll(
            lists()
                .of(strings().betweenCodePoints(0, 0xd7ff).ofLengthBetween(0, 20))
                .ofSizeBetween(0, 5))
        .checkAssert(
            texts ->
                assertThat(parse(Json.write(texts)).items().stream().map(i -> i.text().get()))
                    .containsExactlyElementsOf(texts));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    byte[] seed = "{\"a\":[1,\"\\u00e9\",{\"b\":null}],\"c\":true}".getBytes(UTF_8);
    qt().forAll(integers().between(0, seed.length - 1), integers().between(0, 255))
        .checkAssert(
            (at, changed) -> {
              byte[] bytes = Arrays.copyOf(seed, seed.length);
              bytes[at] = (byte) (int) changed;
              try {
                assertThat(Json.parse(bytes)).isNotNull();
              } catch (MexException e) {
                assertThat(e.code()).isEqualTo(MexException.Code.MALFORMED);
              }
            });
  }
}
