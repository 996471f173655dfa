package io.trunkline.whatsapp.protocol.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionIndexTest {

  @Test
  void indexIsAJsonArrayOfTheNameAndTheParts() {
    ActionIndex index = ActionIndex.of("clearChat", List.of("1@s.whatsapp.net", "1", "0"));

    assertThat(index.json().toStringUtf8())
        .isEqualTo("[\"clearChat\",\"1@s.whatsapp.net\",\"1\",\"0\"]");
    assertThat(index.name()).isEqualTo("clearChat");
    assertThat(index.parts()).containsExactly("1@s.whatsapp.net", "1", "0");
    assertThat(ActionIndex.of(index.json())).isEqualTo(index);
  }

  /// What `JSON.stringify` makes of them: nothing but quotes, backslashes, control characters and
  /// half surrogate pairs is escaped.
  @Test
  void stringsAreEscapedAsInJavaScript() {
    assertThat(JsonStrings.write(List.of("a\"b\\c/d<é>\b\f\n\r\t\u0000\u001f\u007f\ud83d\ude00")))
        .isEqualTo("[\"a\\\"b\\\\c/d<é>\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\ud83d\ude00\"]");
    assertThat(JsonStrings.write(List.of("\ud83d", "\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00")))
        .isEqualTo("[\"\\ud83d\",\"\\ude00\",\"\\ude00\\ud83d\",\"\\ud83d\ud83d\ude00\"]");
    assertThat(JsonStrings.write(List.of())).isEqualTo("[]");
  }

  @Test
  void anyStringsComeBack() {
    qt().forAll(longs().all())
        .checkAssert(
            seed -> {
              var actions = new Actions(new Random(seed));
              List<String> strings =
                  Stream.generate(actions::text).limit(Math.floorMod(seed, 5)).toList();
              assertThat(JsonStrings.read(JsonStrings.write(strings))).contains(strings);
            });
  }

  @Test
  void otherWritersSpacesAndEscapesAreRead() {
    assertThat(JsonStrings.read(" [ \"a\\/\\u00e9\\u003C\" ,\t\"\\ud83d\\ude00\"\n] "))
        .contains(List.of("a/é<", "\ud83d\ude00"));
    assertThat(JsonStrings.read("[]")).contains(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "]",
        "[\"a\"",
        "[\"a\",]",
        "[,]",
        "[\"a\" \"b\"]",
        "[1]",
        "[null]",
        "[[\"a\"]]",
        "{}",
        "\"a\"",
        "[\"a]",
        "[\"\\",
        "[\"\\x\"]",
        "[\"\\u12\"]",
        "[\"\\u12g4\"]",
        "[\"\n\"]",
        "[\"a\"]x",
        "[\"a\"] []"
      })
  void whatIsNoArrayOfStringsHasNoName(String json) {
    ActionIndex index = ActionIndex.of(ByteString.copyFromUtf8(json));

    assertThat(JsonStrings.read(json)).isEqualTo(Optional.empty());
    assertThat(index.name()).isEmpty();
    assertThat(index.parts()).isEmpty();
    assertThat(index.json().toStringUtf8()).isEqualTo(json);
  }

  @Test
  void noTextIsAnError() {
    qt().withExamples(2_000)
        .forAll(strings().betweenCodePoints('!', ']').ofLengthBetween(0, 20))
        .check(
            text ->
                JsonStrings.read("[\"" + text)
                    .map(strings -> JsonStrings.read(JsonStrings.write(strings)))
                    .map(Optional::isPresent)
                    .orElse(true));
  }

  @Test
  void partsDoNotShow() {
    assertThat(ActionIndex.of("mute", List.of("15551234567@s.whatsapp.net")).toString())
        .isEqualTo("ActionIndex[mute, 1 parts]");
  }
}
