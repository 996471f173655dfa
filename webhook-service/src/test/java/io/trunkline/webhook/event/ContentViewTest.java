package io.trunkline.webhook.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.trunkline.proto.content.Audio;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Edit;
import io.trunkline.proto.content.Image;
import io.trunkline.proto.content.LiveLocation;
import io.trunkline.proto.content.MediaRef;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.Pin;
import io.trunkline.proto.content.PollVote;
import io.trunkline.proto.content.Quote;
import io.trunkline.proto.content.Reaction;
import io.trunkline.proto.content.ScheduledEvent;
import io.trunkline.proto.content.Text;
import io.trunkline.proto.content.Thumbnail;
import io.trunkline.proto.content.Unknown;
import io.trunkline.proto.content.WhatsAppMedia;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentViewTest {
  private static final ByteString SECRET = ByteString.copyFromUtf8("secret");
  private static final MessageKey TARGET =
      MessageKey.newBuilder().setChat("1@lid").setWhatsappId("3EB0").setFromMe(true).build();
  private static final Map<String, Object> TARGET_VIEW =
      Map.of("chat", "1@lid", "messageId", "3EB0", "fromMe", true);

  @Test
  void textStandsInTheBody() {
    var content =
        Content.newBuilder()
            .setText(Text.newBuilder().setBody("hi"))
            .addMentions("2@lid")
            .setQuote(Quote.newBuilder().setWhatsappId("3EB1").setText("well?"))
            .build();

    assertThat(ContentView.of(content))
        .containsEntry("kind", "text")
        .containsEntry("body", "hi")
        .containsEntry("mentions", List.of("2@lid"))
        .containsEntry("quote", Map.of("messageId", "3EB1", "text", "well?"));
  }

  @Test
  void unknownKindsAreShownAsTheyCame() {
    var content =
        Content.newBuilder()
            .setUnknown(Unknown.newBuilder().setKind("sendPaymentMessage").setRaw(SECRET))
            .build();

    assertThat(ContentView.of(content))
        .containsEntry("kind", "unknown")
        .containsEntry("raw", "c2VjcmV0")
        .containsEntry("unknown", Map.of("kind", "sendPaymentMessage", "raw", "c2VjcmV0"));
    assertThat(ContentView.of(Content.getDefaultInstance()))
        .containsOnly(Map.entry("kind", "unknown"));
  }

  @Test
  void fieldsStandUnderTheKind() {
    assertThat(
            view(
                Content.newBuilder()
                    .setReaction(
                        Reaction.newBuilder().setTarget(TARGET).setText("👍").setAtMs(1_000))))
        .isEqualTo(
            Map.of(
                "kind",
                "reaction",
                "reaction",
                Map.of("target", TARGET_VIEW, "text", "👍", "at", "1970-01-01T00:00:01Z")));
    assertThat(
            view(
                Content.newBuilder()
                    .setLiveLocation(
                        LiveLocation.newBuilder()
                            .setLatitude(1.5)
                            .setAccuracyM(10)
                            .setSpeedMps(2)
                            .setTimeOffsetS(60))))
        .isEqualTo(
            Map.of(
                "kind",
                "live_location",
                "liveLocation",
                Map.of(
                    "latitude",
                    1.5,
                    "accuracyMeters",
                    10,
                    "speedMetersPerSecond",
                    2f,
                    "timeOffsetSeconds",
                    60L)));
  }

  @Test
  void whatIsFalseIsSaid() {
    assertThat(view(Content.newBuilder().setPin(Pin.newBuilder().setTarget(TARGET))))
        .containsEntry("pin", Map.of("target", TARGET_VIEW, "isPinned", false));
  }

  @Test
  void contentsInsideAreShownLikeContents() {
    assertThat(
            view(
                Content.newBuilder()
                    .setEdit(
                        Edit.newBuilder()
                            .setTarget(TARGET)
                            .setContent(
                                Content.newBuilder().setText(Text.newBuilder().setBody("new"))))))
        .containsEntry(
            "edit",
            Map.of(
                "target",
                TARGET_VIEW,
                "content",
                Map.of("kind", "text", "body", "new", "text", Map.of("body", "new"))));
  }

  @Test
  void timesAndListsAndEnumsAreReadable() {
    var event = ScheduledEvent.newBuilder().setName("Party").setStartsAtS(60).build();
    assertThat(view(Content.newBuilder().setEvent(event)).get("event"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("startsAt", "1970-01-01T00:01:00Z");
    assertThat(
            view(
                Content.newBuilder()
                    .setPollVote(
                        PollVote.newBuilder()
                            .setTarget(TARGET)
                            .addOptions("yes")
                            .addOptionHashes(SECRET))))
        .containsEntry(
            "pollVote",
            Map.of(
                "target",
                TARGET_VIEW,
                "optionHashes",
                List.of("c2VjcmV0"),
                "options",
                List.of("yes")));
    assertThat(
            view(
                Content.newBuilder()
                    .setAudio(
                        Audio.newBuilder()
                            .setMedia(MediaRef.newBuilder().setKind(MediaRef.Kind.VOICE))
                            .setDurationS(3))))
        .containsEntry("audio", Map.of("media", Map.of("kind", "voice"), "durationSeconds", 3L));
  }

  @Test
  void keysAndPlacesOfFilesAreHidden() {
    var image =
        Image.newBuilder()
            .setCaption("me")
            .setMedia(
                MediaRef.newBuilder()
                    .setKind(MediaRef.Kind.IMAGE)
                    .setLength(7)
                    .setWhatsapp(WhatsAppMedia.newBuilder().setMediaKey(SECRET).setUrl("secret")))
            .setThumbnail(Thumbnail.newBuilder().setDirectPath("secret").setWidth(4));

    assertThat(view(Content.newBuilder().setImage(image)))
        .containsEntry(
            "image",
            Map.of(
                "media",
                Map.of("kind", "image", "length", 7L),
                "caption",
                "me",
                "thumbnail",
                Map.of("width", 4)));
  }

  /// A kind that is added to the contract is shown without another line here.
  @Test
  void everyKindHasItsName() {
    for (FieldDescriptor kind : Content.getDescriptor().getOneofs().getFirst().getFields()) {
      var content = Content.newBuilder();
      content.setField(kind, content.newBuilderForField(kind).build());

      assertThat(view(content))
          .containsEntry("kind", kind.getName())
          .containsKey(kind.getJsonName());
    }
  }

  private static Map<String, Object> view(Content.Builder content) {
    return ContentView.of(content.build());
  }
}
