package io.trunkline.worker;

import static io.trunkline.worker.Scene.FRIEND;
import static io.trunkline.worker.Scene.OURS;
import static io.trunkline.worker.Scene.STATUS;
import static io.trunkline.worker.Scene.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Revoke;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.content.TextStyle;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Statuses between Baileys, a session and a phone.
@ExtendWith(OneScene.class)
class BaileysStatusTest {
  private static Scene scene;

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
  }

  private static Content.Builder text(String body) {
    return Content.newBuilder()
        .setText(
            Text.newBuilder()
                .setBody(body)
                .setStyle(TextStyle.newBuilder().setBackgroundArgb(0xff112233).setFont(2)));
  }

  private static List<String> statusesOf(String phone, String start) {
    return scene.phones().shown(phone, 0, 0).stream()
        .filter(message -> message.path("to").asString().equals(STATUS))
        .map(message -> message.path("text").asString(""))
        .filter(text -> text.startsWith(start))
        .toList();
  }

  @Test
  void statusesOfOursAreSeenByTheirAudienceAlone() {
    var first = scene.post(text("ours 1"), scene.lid(THEIRS), scene.lid(FRIEND));
    var shown = scene.shown(first);
    assertThat(shown.at("/key/remoteJid").asString()).isEqualTo(STATUS);
    assertThat(shown.at("/key/participant").asString()).isEqualTo(scene.lid(OURS));
    assertThat(shown.at("/message/extendedTextMessage/text").asString()).isEqualTo("ours 1");
    assertThat(shown.at("/message/extendedTextMessage/backgroundArgb").asLong())
        .isEqualTo(0xff112233L);

    // Once more to those who have the key, by phone number; then to fewer, and to all again.
    scene.shown(scene.post(text("ours 2"), Scene.pn(THEIRS), Scene.pn(FRIEND)));
    var hidden = scene.post(text("ours 3"), scene.lid(FRIEND));
    scene.shown(scene.post(text("ours 4"), scene.lid(THEIRS), scene.lid(FRIEND)));
    assertThat(scene.hasShown(hidden)).isFalse();
    assertThat(statusesOf(FRIEND, "ours")).containsExactly("ours 1", "ours 2", "ours 3", "ours 4");
    assertThat(statusesOf(THEIRS, "ours")).containsExactly("ours 1", "ours 2", "ours 4");

    scene.post(
        Content.newBuilder()
            .setRevoke(
                Revoke.newBuilder()
                    .setTarget(
                        MessageKey.newBuilder()
                            .setChat(STATUS)
                            .setWhatsappId(first)
                            .setFromMe(true))),
        scene.lid(THEIRS),
        scene.lid(FRIEND));
    scene.told(
        "messages.update",
        told ->
            told.at("/0/key/id").asString("").equals(first)
                && told.at("/0/key/remoteJid").asString("").equals(STATUS)
                && !told.at("/0/update/messageStubType").isMissingNode());
  }

  @Test
  void picturesAreStatusesToo() {
    byte[] file = new byte[5_000];
    file[0] = 9;
    var id =
        scene.post(
            Content.newBuilder()
                .setImage(
                    Image.newBuilder()
                        .setCaption("a view")
                        .setMedia(scene.keep(MediaRef.Kind.IMAGE, "image/jpeg", file))),
            scene.lid(THEIRS));
    assertThat(scene.shown(id).at("/message/imageMessage/caption").asString()).isEqualTo("a view");
    var downloaded = scene.library("downloadMediaMessage", Scene.message(id), "buffer", Map.of());
    assertThat(Base64.getDecoder().decode(downloaded.asString())).isEqualTo(file);
  }

  /// Baileys cannot: its caller has to name them.
  @Test
  void withoutAnAudienceThoseSeeAStatusWhomTheAccountHasChosen() {
    for (var number : List.of(THEIRS, FRIEND)) {
      scene.phones().act(OURS, "/contacts", Map.of("number", number, "name", "Is " + number));
      scene.event(
          event ->
              event.getChat().getChangesList().stream()
                  .anyMatch(change -> change.getContact().getFullName().equals("Is " + number)));
    }
    scene.shown(scene.post(text("to contacts")));
    choose("blacklist", THEIRS);
    var toFriend = scene.post(text("to some contacts"));
    choose("whitelist", THEIRS);
    scene.shown(scene.post(text("to one alone")));
    choose("contacts");
    scene.shown(scene.post(text("to contacts again")));

    assertThat(scene.hasShown(toFriend)).isFalse();
    assertThat(statusesOf(FRIEND, "to "))
        .containsExactly("to contacts", "to some contacts", "to contacts again");
    assertThat(statusesOf(THEIRS, "to "))
        .containsExactly("to contacts", "to one alone", "to contacts again");
  }

  private static void choose(String type, String... numbers) {
    scene.phones().act(OURS, "/status-privacy", Map.of("type", type, "users", List.of(numbers)));
  }

  @Test
  void statusesOfTheirsAreReceived() {
    for (var text : List.of("theirs 1", "theirs 2")) {
      var id =
          scene.say(
              STATUS,
              Map.of("text", text),
              Map.of(
                  "statusJidList",
                  List.of(scene.lid(OURS)),
                  "backgroundColor",
                  "#112233",
                  "font",
                  2,
                  "broadcast",
                  true));
      var told = scene.received(id);
      assertThat(told.getChat().getOther()).isEqualTo(STATUS);
      assertThat(told.getSender().getLid()).isEqualTo(scene.lid(THEIRS));
      assertThat(told.getContent().getText().getBody()).isEqualTo(text);
      assertThat(told.getContent().getText().getStyle().getBackgroundArgb()).isEqualTo(0xff112233);
    }
  }

  @Test
  void statusesOfAPhoneAreSeenByBoth() {
    // It has to do with both.
    scene.shown(scene.phones().send(FRIEND, Map.of("to", THEIRS, "text", "hello")));
    var unused = scene.received(scene.phones().send(FRIEND, Map.of("to", OURS, "text", "hello")));
    for (var text : List.of("of a friend 1", "of a friend 2")) {
      var id =
          scene
              .phones()
              .act(
                  "/phones/" + FRIEND + "/messages",
                  Map.of("to", STATUS, "kind", "status", "content", Map.of("text", text)))
              .path("id")
              .asString();
      assertThat(scene.shown(id).at("/key/participant").asString()).isEqualTo(scene.lid(FRIEND));
      assertThat(scene.received(id).getContent().getText().getBody()).isEqualTo(text);
    }
  }
}
