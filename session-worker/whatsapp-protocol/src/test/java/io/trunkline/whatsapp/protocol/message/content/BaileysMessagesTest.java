package io.trunkline.whatsapp.protocol.message.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallOutcome;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.FontType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.PreviewType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageAssociation.AssociationType;
import io.trunkline.whatsapp.proto.e2e.OrderMessage.OrderStatus;
import io.trunkline.whatsapp.proto.e2e.PollType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.StickerPackMessage.StickerPackOrigin;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Addition.Purpose;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.TemplateButton;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Association;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Disappearing;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Forwarding;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What another client wrote: `baileys-messages.json`, made with npm baileys 7.0.0-rc14 by the
/// script beside it.
class BaileysMessagesTest {
  private static final Jid BOB = Jid.parse("222@lid");
  private static final Jid GROUP = Jid.parse("120363000000000001@g.us");
  private static final MessageKey KEY = MessageKey.own(BOB, "3EB0AA");
  private static final MessageKey GROUP_KEY = MessageKey.of(GROUP, "3EB0BB", BOB);
  private static final Optional<Instant> AT = Optional.of(Instant.ofEpochMilli(1_700_000_000_123L));
  private static final Optional<Instant> EXPIRY =
      Optional.of(Instant.ofEpochSecond(1_700_000_000L));

  private static final Map<String, ReadMessage> MESSAGES = read();

  private static Map<String, ReadMessage> read() {
    Map<String, ReadMessage> messages = new LinkedHashMap<>();
    load("baileys-messages.json")
        .forEach((name, bytes) -> messages.put(name, read(PlainMessages.parse(bytes))));
    return messages;
  }

  private static ReadMessage read(Message message) {
    return Contents.read(PlainMessages.unwrap(message)).orElseThrow();
  }

  private static Map<String, byte[]> load(String file) {
    Map<String, byte[]> messages = new LinkedHashMap<>();
    try (InputStream in = BaileysMessagesTest.class.getResourceAsStream(file)) {
      for (JsonNode entry : JsonMapper.shared().readTree(in).required("messages")) {
        messages.put(
            entry.required("name").asString(),
            Base64.getDecoder().decode(entry.required("message").asString()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return messages;
  }

  private static ReadMessage read(String name) {
    return MESSAGES.get(name);
  }

  private static Content content(String name) {
    return read(name).content();
  }

  private static <T extends Content> T content(String name, Class<T> kind) {
    Content content = content(name);
    assertThat(content).isInstanceOf(kind);
    return kind.cast(content);
  }

  @Test
  void allButPaymentsAreUnderstood() {
    assertThat(MESSAGES.entrySet())
        .filteredOn(entry -> entry.getValue().content() instanceof Content.Unknown)
        .extracting(Map.Entry::getKey)
        .containsExactly("payment");
  }

  /// Retries must encrypt what was sent, and an update may lie between. `written-messages.json` has
  /// what is written for the contents read here; `written-messages.mjs` lets Baileys compare.
  @Test
  void whatIsWrittenStaysTheSame() {
    Map<String, byte[]> expected = load("written-messages.json");

    assertThat(expected.keySet()).isEqualTo(MESSAGES.keySet());
    MESSAGES.forEach(
        (name, read) ->
            assertThat(Contents.write(read.content(), read.context(), new byte[32]).toByteArray())
                .as(name)
                .isEqualTo(expected.get(name)));
  }

  @Test
  void texts() {
    assertThat(content("text")).isEqualTo(Content.Text.of("hello"));
    assertThat(read("text").messageSecret()).isPresent();
    assertThat(content("mentions")).isEqualTo(Content.Text.of("@222 hi"));
    assertThat(read("mentions").context().mentions()).isEqualTo(Mentions.of(List.of(BOB)));
    assertThat(read("mentionAll").context().mentions())
        .isEqualTo(new Mentions(List.of(), true, List.of()));
    assertThat(content("statusText", Content.Text.class).style())
        .contains(new TextStyle(0, 0xff102030, FontType.FB_SCRIPT));
    assertThat(content("linkPreview", Content.Text.class).preview())
        .contains(
            new LinkPreview(
                "https://example.com",
                "Example",
                "A page",
                PreviewType.NONE,
                bytes(5),
                Optional.of(
                    new Media(
                        MediaKind.LINK_THUMBNAIL,
                        "",
                        "/v/t",
                        bytes(32),
                        bytes(32),
                        bytes(32),
                        0,
                        "",
                        EXPIRY)),
                300,
                200,
                Optional.empty()));
  }

  @Test
  void contexts() {
    assertThat(content("quote")).isEqualTo(Content.Text.of("an answer"));
    assertThat(read("quote").context().quote())
        .contains(Quote.of("3EB0CC", BOB, Content.Text.of("what was said")));
    assertThat(read("ephemeralText").context().disappearing())
        .contains(Disappearing.after(Duration.ofDays(1), Optional.empty()));
    assertThat(content("forward")).isEqualTo(Content.Text.of("again"));
    assertThat(read("forward").context().forwarding())
        .contains(new Forwarding(5, Optional.empty()));
  }

  @Test
  void picturesAndVideos() {
    var image = content("image", MediaContent.Image.class);
    assertThat(image.media())
        .returns("image/jpeg", Media::mimetype)
        .returns(4L, Media::fileLength)
        .returns("https://mmg.whatsapp.net/v/x", Media::url)
        .returns("/v/x?ccb=1", Media::directPath);
    assertThat(image.media().mediaKey().size()).isEqualTo(32);
    assertThat(image.media().fileSha256().size()).isEqualTo(32);
    assertThat(image.media().fileEncSha256().size()).isEqualTo(32);
    assertThat(image.media().mediaKeyTimestamp()).isPresent();
    assertThat(image)
        .returns("a picture", MediaContent.Image::caption)
        .returns(640, MediaContent.Image::width)
        .returns(480, MediaContent.Image::height)
        .returns(Thumbnail.ofJpeg(bytes(9)), MediaContent.Image::thumbnail);
    assertThat(read("image").context()).isEqualTo(MessageContext.NONE);
    content("viewOnceImage", MediaContent.Image.class);
    assertThat(read("viewOnceImage").context().isViewOnce()).isTrue();
    assertThat(read("viewOnceImage").messageSecret()).isPresent();

    assertThat(content("video", MediaContent.Video.class))
        .returns(MediaKind.VIDEO, video -> video.media().kind())
        .returns("a film", MediaContent.Video::caption)
        .returns(Duration.ofSeconds(12), MediaContent.Video::duration)
        .returns(320, MediaContent.Video::width)
        .returns(240, MediaContent.Video::height);
    assertThat(content("gif", MediaContent.Video.class).media().kind()).isEqualTo(MediaKind.GIF);
    assertThat(content("videoNote", MediaContent.Video.class).media().kind())
        .isEqualTo(MediaKind.VIDEO_NOTE);
  }

  @Test
  void sounds() {
    assertThat(content("audio", MediaContent.Audio.class))
        .returns(MediaKind.AUDIO, audio -> audio.media().kind())
        .returns("audio/mpeg", audio -> audio.media().mimetype())
        .returns(Duration.ofMinutes(1), MediaContent.Audio::duration);
    assertThat(content("voice", MediaContent.Audio.class))
        .returns(MediaKind.VOICE, voice -> voice.media().kind())
        .returns("audio/ogg; codecs=opus", voice -> voice.media().mimetype())
        .returns(Duration.ofSeconds(5), MediaContent.Audio::duration)
        .returns(bytes(64), MediaContent.Audio::waveform);
  }

  @Test
  void documentsWithAndWithoutWrapper() {
    assertThat(content("document", MediaContent.Document.class))
        .returns("a.pdf", MediaContent.Document::fileName)
        .returns("A", MediaContent.Document::title)
        .returns(3, MediaContent.Document::pageCount)
        .returns("", MediaContent.Document::caption);
    assertThat(content("documentWithCaption", MediaContent.Document.class).caption())
        .isEqualTo("read it");
    assertThat(content("documentWithCaptionWrapped", MediaContent.Document.class))
        .returns("wrapped", MediaContent.Document::caption)
        .returns("b.txt", MediaContent.Document::fileName);
  }

  @Test
  void stickersAndAlbums() {
    assertThat(content("sticker", MediaContent.Sticker.class))
        .returns(true, MediaContent.Sticker::isAnimated)
        .returns(512, MediaContent.Sticker::width)
        .returns("image/webp", sticker -> sticker.media().mimetype());
    assertThat(content("lottieSticker", MediaContent.Sticker.class).isLottie()).isTrue();
    assertThat(content("stickerPack", MediaContent.StickerPack.class))
        .returns("p1", MediaContent.StickerPack::packId)
        .returns("Cats", MediaContent.StickerPack::name)
        .returns(77L, pack -> pack.media().fileLength())
        .returns(70L, MediaContent.StickerPack::size)
        .returns(Optional.of(StickerPackOrigin.USER_CREATED), MediaContent.StickerPack::origin)
        .returns(
            List.of(
                new MediaContent.StickerPack.Entry(
                    "a.webp", "image/webp", List.of("😺"), true, false, "")),
            MediaContent.StickerPack::stickers);
    assertThat(content("album")).isEqualTo(new Content.Album(2, 1));
    content("albumChild", MediaContent.Image.class);
    assertThat(read("albumChild").context().association())
        .contains(new Association(AssociationType.MEDIA_ALBUM, KEY, 0));
  }

  @Test
  void placesAndContacts() {
    assertThat(content("location"))
        .isEqualTo(new Content.Location(1.5, -2.25, "Here", "Street 1", "", "", ByteString.EMPTY));
    assertThat(content("liveLocation"))
        .isEqualTo(
            new Content.LiveLocation(
                1.5,
                -2.25,
                10,
                1.5f,
                0,
                "coming",
                1_700_000_000_001L,
                Duration.ofSeconds(30),
                ByteString.EMPTY));
    assertThat(content("contact")).isEqualTo(new Content.Contact("Bob", "BEGIN:VCARD"));
    assertThat(content("contacts"))
        .isEqualTo(
            new Content.Contacts(
                "2 contacts",
                List.of(new Content.Contact("Bob", "B"), new Content.Contact("Eve", "E"))));
  }

  @Test
  void reactionsRevokesAndEdits() {
    var reaction = content("reaction", Addition.Reaction.class);
    assertThat(reaction.target()).isEqualTo(GROUP_KEY);
    assertThat(reaction.text()).isEqualTo("👍");
    assertThat(reaction.at()).isPresent();
    assertThat(content("reactionRemoved", Addition.Reaction.class).text()).isEmpty();
    assertThat(content("revoke")).isEqualTo(new Addition.Revoke(KEY));
    assertThat(content("adminRevoke")).isEqualTo(new Addition.Revoke(GROUP_KEY));
    assertThat(content("edit", Addition.Edit.class))
        .returns(KEY, Addition.Edit::target)
        .returns(Content.Text.of("better"), Addition.Edit::content);
    assertThat(content("editCaption", Addition.Edit.class).content())
        .isInstanceOfSatisfying(
            MediaContent.Image.class, image -> assertThat(image.caption()).isEqualTo("better"));
    assertThat(content("editWrapped"))
        .isEqualTo(new Addition.Edit(KEY, Content.Text.of("wrapped edit"), AT));
  }

  @Test
  void pinsKeepsAndComments() {
    assertThat(content("pin", Addition.Pin.class))
        .returns(GROUP_KEY, Addition.Pin::target)
        .returns(true, Addition.Pin::isPinned)
        .returns(Duration.ofDays(7), Addition.Pin::duration);
    assertThat(content("unpin", Addition.Pin.class))
        .returns(false, Addition.Pin::isPinned)
        .returns(Duration.ZERO, Addition.Pin::duration);
    assertThat(content("keep")).isEqualTo(new Addition.Keep(GROUP_KEY, true, AT));
    assertThat(content("unkeep")).isEqualTo(new Addition.Keep(KEY, false, AT));
    assertThat(content("comment"))
        .isEqualTo(new Addition.Comment(GROUP_KEY, Content.Text.of("well said")));
  }

  @Test
  void encryptedAdditions() {
    assertThat(content("pollVote")).isEqualTo(encrypted(Purpose.POLL_VOTE, AT));
    assertThat(content("encReaction")).isEqualTo(encrypted(Purpose.REACTION, Optional.empty()));
    assertThat(content("encComment")).isEqualTo(encrypted(Purpose.COMMENT, Optional.empty()));
    assertThat(content("eventResponse"))
        .isEqualTo(encrypted(Purpose.EVENT_RESPONSE, Optional.empty()));
    assertThat(content("secretEdit")).isEqualTo(encrypted(Purpose.MESSAGE_EDIT, Optional.empty()));
  }

  private static Addition.Encrypted encrypted(Purpose purpose, Optional<Instant> at) {
    return new Addition.Encrypted(purpose, GROUP_KEY, bytes(40), bytes(12), at);
  }

  @Test
  void pollsAndEvents() {
    assertThat(content("pollMultiple"))
        .isEqualTo(Content.Poll.of("Which?", List.of("a", "b", "c"), 0));
    assertThat(content("pollSingle")).isEqualTo(Content.Poll.of("Which?", List.of("a", "b"), 1));
    assertThat(content("pollAnnouncement", Content.Poll.class).isForAnnouncements()).isTrue();
    assertThat(content("pollResults"))
        .isEqualTo(
            new Content.PollResults(
                "Which?", List.of(new Content.PollResults.Tally("a", 3)), PollType.POLL));
    assertThat(content("event"))
        .isEqualTo(
            new Content.Event(
                "Party",
                "At mine",
                Optional.of(new Content.Location(1, 2, "Home", "", "", "", ByteString.EMPTY)),
                "",
                EXPIRY,
                EXPIRY.map(start -> start.plusSeconds(3600)),
                false,
                true,
                false,
                Optional.empty()));
  }

  @Test
  void invitationsNumbersAndCalls() {
    assertThat(content("groupInvite"))
        .isEqualTo(
            new Content.GroupInvite(GROUP, "abc", EXPIRY, "Us", "join", ByteString.EMPTY, false));
    assertThat(content("newsletterAdminInvite"))
        .isEqualTo(
            new Content.NewsletterInvite(
                Jid.parse("120363000000000002@newsletter"),
                "News",
                "help",
                ByteString.EMPTY,
                true,
                EXPIRY));
    assertThat(content("requestPhoneNumber")).isEqualTo(new Content.RequestPhoneNumber());
    assertThat(content("sharePhoneNumber")).isEqualTo(new Content.SharePhoneNumber());
    assertThat(content("callLog"))
        .isEqualTo(
            new Content.CallLog(
                true,
                CallOutcome.MISSED,
                Duration.ofSeconds(9),
                CallType.REGULAR,
                List.of(new Content.CallLog.Participant(BOB, CallOutcome.MISSED))));
    assertThat(content("scheduledCall")).isEqualTo(new Content.ScheduledCall(AT, true, "Sync"));
    assertThat(content("placeholder")).isEqualTo(new Content.Placeholder());
  }

  @Test
  void settingsAndWhatDevicesTellEachOther() {
    assertThat(content("disappearing"))
        .isEqualTo(new Content.EphemeralSetting(Duration.ofDays(7), Optional.empty()));
    assertThat(content("limitSharing", Content.Protocol.class).message().getType())
        .isEqualTo(ProtocolMessage.Type.LIMIT_SHARING);
    assertThat(content("historySync", Content.Protocol.class).message())
        .returns(true, ProtocolMessage::hasHistorySyncNotification);
    assertThat(content("keyRequest", Content.Protocol.class).message())
        .returns(true, ProtocolMessage::hasAppStateSyncKeyRequest);
  }

  @Test
  void menusAndTheirAnswers() {
    assertThat(content("buttons"))
        .isEqualTo(
            new BusinessContent.Buttons(
                Optional.of(Content.Text.of("Above")),
                "Choose",
                "Below",
                List.of(new BusinessContent.Buttons.Button("b1", "One", Optional.empty()))));
    assertThat(content("buttonReply")).isEqualTo(new BusinessContent.ButtonReply("b1", "One"));
    assertThat(content("list"))
        .isEqualTo(
            new BusinessContent.ListMenu(
                "T",
                "D",
                "Open",
                "F",
                List.of(
                    new BusinessContent.ListMenu.Section(
                        "S", List.of(new BusinessContent.ListMenu.Row("r1", "R", "RD")))),
                Optional.empty()));
    assertThat(content("listReply")).isEqualTo(new BusinessContent.ListReply("r1", "R", ""));
    assertThat(content("template"))
        .isEqualTo(
            new BusinessContent.Template(
                Optional.of(Content.Text.of("Above")),
                "Text",
                "Below",
                List.of(
                    new TemplateButton.QuickReply("Yes", "y"),
                    new TemplateButton.Link("Site", "https://example.com"),
                    new TemplateButton.Call("Call", "+1")),
                "t1"));
    assertThat(content("templateReply"))
        .isEqualTo(new BusinessContent.TemplateReply("y", "Yes", 1, 0));
    assertThat(content("interactive"))
        .isEqualTo(
            new BusinessContent.Interactive(
                Optional.of(new BusinessContent.InteractiveHeader("H", "", Optional.empty())),
                "B",
                "F",
                Optional.of(
                    new BusinessContent.Action.NativeFlow(
                        List.of(
                            new BusinessContent.NativeFlowButton("quick_reply", "{\"id\":\"q\"}")),
                        "",
                        1))));
    assertThat(content("interactiveReply"))
        .isEqualTo(new BusinessContent.InteractiveReply("Q", "quick_reply", "{\"id\":\"q\"}", 3));
  }

  @Test
  void shops() {
    assertThat(content("order"))
        .isEqualTo(
            new BusinessContent.Order(
                "o1",
                "Shop",
                "please",
                2,
                Optional.of(OrderStatus.INQUIRY),
                Optional.of(BOB),
                "tok",
                12_500,
                "EUR",
                ByteString.EMPTY));
    assertThat(content("product", BusinessContent.Product.class))
        .returns("p1", BusinessContent.Product::productId)
        .returns("Tea", BusinessContent.Product::title)
        .returns("Green", BusinessContent.Product::description)
        .returns(4_500L, BusinessContent.Product::price1000)
        .returns(Optional.of(BOB), BusinessContent.Product::owner)
        .returns("Fresh", BusinessContent.Product::body)
        .returns(true, product -> product.image().isPresent());
  }

  @Test
  void whatIsNotReadKeepsItsBytes() {
    var unknown = content("payment", Content.Unknown.class);

    assertThat(unknown.kind()).isEqualTo("sendPaymentMessage");
    assertThat(PlainMessages.parse(unknown.raw().toByteArray()).getSendPaymentMessage())
        .returns("thanks", payment -> payment.getNoteMessage().getConversation());
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFromUtf8("\7".repeat(length));
  }
}
