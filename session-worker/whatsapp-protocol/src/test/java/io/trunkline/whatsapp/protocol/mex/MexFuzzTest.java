package io.trunkline.whatsapp.protocol.mex;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class MexFuzzTest {

  /// What is read is read to its end without harm, or refused as malformed.
  @FuzzTest(maxDuration = "5s")
  void anyDocumentIsReadOrRefused(FuzzedDataProvider data) {
    Json json;
    try {
      json = Json.parse(data.consumeRemainingAsBytes());
    } catch (MexException refused) {
      assertThat(refused.code()).isEqualTo(MexException.Code.MALFORMED);
      return;
    }
    walk(json);
  }

  /// Null is nothing else, and nothing has both items and members.
  private static void walk(Json json) {
    var others =
        json.items().size()
            + json.members().size()
            + json.text().stream().count()
            + json.number().stream().count();
    assertThat(json.isNull() && others > 0).isFalse();
    assertThat(json.items().isEmpty() || json.members().isEmpty()).isTrue();
    json.items().forEach(MexFuzzTest::walk);
    json.members().values().forEach(MexFuzzTest::walk);
  }
}
