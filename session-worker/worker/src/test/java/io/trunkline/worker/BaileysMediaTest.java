package io.trunkline.worker;

import static io.trunkline.worker.Scene.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Document;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.Sticker;
import io.trunkline.proto.content.Thumbnail;
import io.trunkline.proto.content.Video;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Messages with files between Baileys and a session, in both directions: the other downloads what
/// was sent.
@ExtendWith(OneScene.class)
class BaileysMediaTest {
  private static final byte[] WAVEFORM = new byte[64];
  private static final byte[] JPEG = {-1, -40, -1, 7};

  static {
    for (int i = 0; i < WAVEFORM.length; i++) {
      WAVEFORM[i] = (byte) i;
    }
  }

  private static Scene scene;
  private static int files;

  /// What a session sends of a file, and where Baileys shows it: pairs of a JSON pointer and a
  /// text.
  private record Ours(Function<byte[], Content.Builder> content, String... shown) {}

  /// What Baileys sends of a file under which name, and the file as a session tells it.
  private record Theirs(Map<String, ?> fields, String name, Function<Content, MediaRef> told) {}

  @BeforeAll
  static void enter(Scene shared) {
    scene = shared;
  }

  private static byte[] file() {
    byte[] file = new byte[20_000];
    new Random(++files).nextBytes(file);
    return file;
  }

  private static Content.Builder content() {
    return Content.newBuilder();
  }

  private static Named<Ours> ours(
      String kind, Function<byte[], Content.Builder> content, String... shown) {
    return Named.of(kind, new Ours(content, shown));
  }

  static Stream<Named<Ours>> filesOfOurs() {
    return Stream.of(
        ours(
            "image",
            file ->
                content()
                    .setImage(
                        Image.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.IMAGE, "image/jpeg", file))
                            .setCaption("look")
                            .setWidth(20)
                            .setHeight(10)
                            .setThumbnail(
                                Thumbnail.newBuilder().setJpeg(ByteString.copyFrom(JPEG)))),
            "/imageMessage/mimetype",
            "image/jpeg",
            "/imageMessage/caption",
            "look",
            "/imageMessage/width",
            "20",
            "/imageMessage/fileLength",
            "20000",
            "/imageMessage/jpegThumbnail",
            Base64.getEncoder().encodeToString(JPEG)),
        ours(
            "image, view once",
            file ->
                content()
                    .setViewOnce(true)
                    .setImage(
                        Image.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.IMAGE, "image/jpeg", file))),
            "/viewOnceMessage/message/imageMessage/mimetype",
            "image/jpeg",
            "/viewOnceMessage/message/imageMessage/viewOnce",
            "true"),
        ours(
            "video",
            file ->
                content()
                    .setVideo(
                        Video.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.VIDEO, "video/mp4", file))
                            .setCaption("watch")
                            .setDurationS(3)),
            "/videoMessage/caption",
            "watch",
            "/videoMessage/seconds",
            "3"),
        ours(
            "GIF",
            file ->
                content()
                    .setVideo(
                        Video.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.GIF, "video/mp4", file))),
            "/videoMessage/gifPlayback",
            "true"),
        ours(
            "video note",
            file ->
                content()
                    .setVideo(
                        Video.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.VIDEO_NOTE, "video/mp4", file))),
            "/ptvMessage/mimetype",
            "video/mp4"),
        ours(
            "audio",
            file ->
                content()
                    .setAudio(
                        Audio.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.AUDIO, "audio/mpeg", file))
                            .setDurationS(4)),
            "/audioMessage/seconds",
            "4",
            "/audioMessage/ptt",
            "false"),
        ours(
            "voice note",
            file ->
                content()
                    .setAudio(
                        Audio.newBuilder()
                            .setMedia(
                                scene.keep(MediaRef.Kind.VOICE, "audio/ogg; codecs=opus", file))
                            .setDurationS(2)
                            .setWaveform(ByteString.copyFrom(WAVEFORM))),
            "/audioMessage/ptt",
            "true",
            "/audioMessage/seconds",
            "2",
            "/audioMessage/waveform",
            Base64.getEncoder().encodeToString(WAVEFORM)),
        ours(
            "document",
            file ->
                content()
                    .setDocument(
                        Document.newBuilder()
                            .setMedia(
                                scene
                                    .keep(MediaRef.Kind.DOCUMENT, "application/pdf", file)
                                    .setFileName("paper.pdf"))),
            "/documentMessage/fileName",
            "paper.pdf",
            "/documentMessage/mimetype",
            "application/pdf"),
        ours(
            "document with caption",
            file ->
                content()
                    .setDocument(
                        Document.newBuilder()
                            .setCaption("read")
                            .setMedia(
                                scene
                                    .keep(MediaRef.Kind.DOCUMENT, "application/pdf", file)
                                    .setFileName("paper.pdf"))),
            "/documentWithCaptionMessage/message/documentMessage/caption",
            "read"),
        ours(
            "sticker",
            file ->
                content()
                    .setSticker(
                        Sticker.newBuilder()
                            .setMedia(scene.keep(MediaRef.Kind.STICKER, "image/webp", file))),
            "/stickerMessage/mimetype",
            "image/webp",
            "/stickerMessage/isAnimated",
            "false"),
        ours(
            "sticker, animated",
            file ->
                content()
                    .setSticker(
                        Sticker.newBuilder()
                            .setIsAnimated(true)
                            .setMedia(scene.keep(MediaRef.Kind.STICKER, "image/webp", file))),
            "/stickerMessage/isAnimated",
            "true"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void filesOfOurs(Ours kind) {
    byte[] file = file();
    var id = scene.send(kind.content.apply(file));
    var message = scene.shown(id).path("message");
    for (int i = 0; i < kind.shown.length; i += 2) {
      assertThat(message.at(kind.shown[i]).asString("false"))
          .as("%s of %s", kind.shown[i], message)
          .isEqualTo(kind.shown[i + 1]);
    }
    var downloaded =
        scene.library("downloadMediaMessage", Scene.message(id), "buffer", Map.of()).asString();
    assertThat(Base64.getDecoder().decode(downloaded)).isEqualTo(file);
  }

  /// @param name under which Baileys takes the file
  private static Named<Theirs> theirs(
      String kind, String name, Map<String, ?> fields, Function<Content, MediaRef> told) {
    return Named.of(kind, new Theirs(fields, name, told));
  }

  static Stream<Named<Theirs>> filesOfTheirs() {
    return Stream.of(
        theirs(
            "image",
            "image",
            Map.of(
                "mimetype",
                "image/jpeg",
                "caption",
                "look",
                "jpegThumbnail",
                Base64.getEncoder().encodeToString(JPEG)),
            told -> {
              assertThat(told.getImage().getCaption()).isEqualTo("look");
              assertThat(told.getImage().getThumbnail().getJpeg().toByteArray()).isEqualTo(JPEG);
              return told.getImage().getMedia();
            }),
        theirs(
            "image, view once",
            "image",
            Map.of("mimetype", "image/jpeg", "viewOnce", true, "jpegThumbnail", ""),
            told -> {
              assertThat(told.getViewOnce()).isTrue();
              return told.getImage().getMedia();
            }),
        theirs(
            "video",
            "video",
            Map.of("mimetype", "video/mp4", "caption", "watch", "seconds", 3, "jpegThumbnail", ""),
            told -> {
              assertThat(told.getVideo().getCaption()).isEqualTo("watch");
              assertThat(told.getVideo().getDurationS()).isEqualTo(3);
              assertThat(told.getVideo().getMedia().getKind()).isEqualTo(MediaRef.Kind.VIDEO);
              return told.getVideo().getMedia();
            }),
        theirs(
            "GIF",
            "video",
            Map.of("mimetype", "video/mp4", "gifPlayback", true, "jpegThumbnail", ""),
            told -> {
              assertThat(told.getVideo().getMedia().getKind()).isEqualTo(MediaRef.Kind.GIF);
              return told.getVideo().getMedia();
            }),
        theirs(
            "video note",
            "video",
            Map.of("mimetype", "video/mp4", "ptv", true, "jpegThumbnail", ""),
            told -> {
              assertThat(told.getVideo().getMedia().getKind()).isEqualTo(MediaRef.Kind.VIDEO_NOTE);
              return told.getVideo().getMedia();
            }),
        theirs(
            "audio",
            "audio",
            Map.of("mimetype", "audio/mpeg", "seconds", 4),
            told -> {
              assertThat(told.getAudio().getMedia().getKind()).isEqualTo(MediaRef.Kind.AUDIO);
              assertThat(told.getAudio().getDurationS()).isEqualTo(4);
              return told.getAudio().getMedia();
            }),
        theirs(
            "voice note",
            "audio",
            Map.of(
                "mimetype",
                "audio/ogg; codecs=opus",
                "ptt",
                true,
                "seconds",
                2,
                "waveform",
                Scene.bytes(WAVEFORM)),
            told -> {
              assertThat(told.getAudio().getMedia().getKind()).isEqualTo(MediaRef.Kind.VOICE);
              assertThat(told.getAudio().getDurationS()).isEqualTo(2);
              assertThat(told.getAudio().getWaveform().toByteArray()).isEqualTo(WAVEFORM);
              return told.getAudio().getMedia();
            }),
        theirs(
            "document",
            "document",
            Map.of("mimetype", "application/pdf", "fileName", "paper.pdf"),
            told -> {
              assertThat(told.getDocument().getMedia().getFileName()).isEqualTo("paper.pdf");
              return told.getDocument().getMedia();
            }),
        theirs(
            "document with caption",
            "document",
            Map.of("mimetype", "application/pdf", "fileName", "paper.pdf", "caption", "read"),
            told -> {
              assertThat(told.getDocument().getCaption()).isEqualTo("read");
              return told.getDocument().getMedia();
            }),
        theirs(
            "sticker",
            "sticker",
            Map.of("mimetype", "image/webp"),
            told -> {
              assertThat(told.getSticker().getIsAnimated()).isFalse();
              return told.getSticker().getMedia();
            }),
        theirs(
            "sticker, animated",
            "sticker",
            Map.of("mimetype", "image/webp", "isAnimated", true),
            told -> {
              assertThat(told.getSticker().getIsAnimated()).isTrue();
              return told.getSticker().getMedia();
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void filesOfTheirs(Theirs kind) {
    byte[] file = file();
    var content = new HashMap<String, Object>(kind.fields);
    content.put(kind.name, Scene.bytes(file));
    var message = scene.received(scene.say(scene.lid(OURS), content, Map.of()));
    var told = kind.told.apply(message.getContent());
    assertThat(told.getMimetype()).isEqualTo(kind.fields.get("mimetype"));
    assertThat(told.getLength()).isEqualTo(file.length);
    assertThat(scene.fetch(message, told)).isEqualTo(file);
  }
}
