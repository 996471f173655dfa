package io.trunkline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Text;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Messages of every kind between Baileys and a session, in both directions.
@ExtendWith(OneScene.class)
class BaileysKindsTest {
  private static Scene scene;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
  }

  @Test
  void textsGoBothWays() {
    var ours = scene.send(Content.newBuilder().setText(Text.newBuilder().setBody("hello Baileys")));
    assertThat(scene.shown(ours).at("/message/conversation").asString()).isEqualTo("hello Baileys");
    var theirs = scene.say(Map.of("text", "hello Trunkline"));
    assertThat(scene.received(theirs).getContent().getText().getBody())
        .isEqualTo("hello Trunkline");
  }
}
