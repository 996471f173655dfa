package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallOutcome;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallType;
import io.trunkline.whatsapp.proto.e2e.ContextInfo.ExternalAdReplyInfo.MediaType;
import io.trunkline.whatsapp.proto.e2e.DisappearingMode;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage.EventResponseType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.FontType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.InviteLinkGroupType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.PreviewType;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.MessageAssociation.AssociationType;
import io.trunkline.whatsapp.proto.e2e.OrderMessage.OrderStatus;
import io.trunkline.whatsapp.proto.e2e.PollType;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.StickerPackMessage.StickerPackOrigin;
import io.trunkline.whatsapp.proto.e2e.VideoMessage.Attribution;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.Action;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.NativeFlowButton;
import io.trunkline.whatsapp.protocol.message.content.BusinessContent.TemplateButton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Any content of any kind, by a seed. Every word in it holds [#WORD].
public final class AnyContents {
  static final String WORD = "parole";

  private final SplittableRandom random;

  /// Kinds that hold no other message.
  private final List<Supplier<Content>> simple =
      List.of(
          this::text,
          this::location,
          this::liveLocation,
          this::contact,
          () -> new Content.Contacts(word(), list(this::contact)),
          this::poll,
          this::pollResults,
          this::event,
          this::groupInvite,
          this::newsletterInvite,
          () -> new Content.Album(count(), count()),
          this::callLog,
          () -> new Content.ScheduledCall(millis(), flag(), word()),
          Content.RequestPhoneNumber::new,
          Content.SharePhoneNumber::new,
          () -> new Content.EphemeralSetting(duration(), seconds()),
          this::protocol,
          Content.Placeholder::new,
          this::unknown,
          this::image,
          () -> video(one(MediaKind.VIDEO, MediaKind.GIF, MediaKind.VIDEO_NOTE)),
          this::audio,
          this::document,
          this::sticker,
          this::stickerPack,
          () -> new Addition.Reaction(key(), word(), millis()),
          () -> new Addition.Revoke(key()),
          () -> new Addition.Keep(key(), flag(), millis()),
          this::encrypted,
          this::buttons,
          this::listMenu,
          this::template,
          () -> interactive(1),
          () -> new BusinessContent.ButtonReply(word(), word()),
          () -> new BusinessContent.ListReply(word(), word(), word()),
          () -> new BusinessContent.TemplateReply(word(), word(), count(), count()),
          () -> new BusinessContent.InteractiveReply(word(), word(), word(), count()),
          this::order,
          this::product);

  /// Kinds that hold another message, or something beside their own field.
  private final List<Supplier<Content>> outer =
      List.of(
          () -> new Addition.Edit(key(), simple(), millis()),
          () -> new Addition.Comment(key(), simple()),
          () -> new Addition.Pin(key(), flag(), millis(), duration()));

  public AnyContents(long seed) {
    random = new SplittableRandom(seed);
  }

  /// A content that may be written.
  public Content content() {
    int kind = random.nextInt(simple.size() + outer.size());
    return kind < simple.size() ? simple.get(kind).get() : outer.get(kind - simple.size()).get();
  }

  /// An addition that may be encrypted.
  public Addition secret() {
    return switch (random.nextInt(4)) {
      case 0 -> new Addition.PollVote(key(), list(() -> bytes(32)), Optional.empty());
      case 1 ->
          new Addition.EventResponse(key(), one(EventResponseType.values()), count(), millis());
      case 2 -> new Addition.Reaction(key(), word(), millis());
      default -> new Addition.Comment(key(), simple());
    };
  }

  /// A context of which all fits the content.
  public MessageContext contextFor(Content content) {
    return switch (content) {
      case Content.Unknown _ -> MessageContext.NONE;
      case Addition.Edit edit -> withAssociation(contextFor(edit.content()));
      case Addition.Comment comment -> withAssociation(contextFor(comment.content()));
      case Addition _,
          Content.CallLog _,
          Content.ScheduledCall _,
          Content.SharePhoneNumber _,
          Content.EphemeralSetting _,
          Content.Protocol _,
          Content.Placeholder _ ->
          withAssociation(flag() ? MessageContext.NONE.withViewOnce() : MessageContext.NONE);
      default -> flag() ? MessageContext.NONE : context();
    };
  }

  private MessageContext withAssociation(MessageContext context) {
    return flag() ? context : context.withAssociation(association());
  }

  private MessageContext context() {
    return new MessageContext(
        new MessageContext.Mentions(
            list(this::user), flag(), list(() -> new MessageContext.GroupMention(group(), word()))),
        maybe(() -> new Quote("3EB0", maybe(this::user), maybe(this::simple), maybe(this::chat))),
        maybe(
            () ->
                new MessageContext.Forwarding(
                    count(),
                    maybe(
                        () -> new MessageContext.NewsletterOrigin(newsletter(), count(), word())))),
        maybe(
            () ->
                new MessageContext.Disappearing(
                    duration().plusSeconds(1),
                    seconds(),
                    maybe(() -> one(DisappearingMode.Initiator.values())),
                    maybe(() -> one(DisappearingMode.Trigger.values())))),
        flag(),
        maybe(this::association),
        maybe(this::ad));
  }

  private MessageContext.Association association() {
    return new MessageContext.Association(one(AssociationType.values()), key(), count());
  }

  private MessageContext.Ad ad() {
    return new MessageContext.Ad(
        word(),
        word(),
        one(MediaType.values()),
        word(),
        word(),
        bytes(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        flag(),
        flag());
  }

  private Content simple() {
    return one(simple).get();
  }

  private Content.Text text() {
    return new Content.Text(
        word(),
        maybe(
            () ->
                new LinkPreview(
                    word(),
                    word(),
                    word(),
                    one(PreviewType.values()),
                    bytes(),
                    maybe(
                        () ->
                            new Media(
                                MediaKind.LINK_THUMBNAIL,
                                "",
                                word(),
                                key32(),
                                key32(),
                                key32(),
                                0,
                                "",
                                seconds())),
                    count(),
                    count(),
                    maybe(() -> one(InviteLinkGroupType.values())))),
        maybe(() -> new TextStyle(random.nextInt(), random.nextInt(), one(FontType.values()))));
  }

  private Content.Location location() {
    return new Content.Location(
        random.nextGaussian(), random.nextGaussian(), word(), word(), word(), word(), bytes());
  }

  private Content.LiveLocation liveLocation() {
    return new Content.LiveLocation(
        random.nextGaussian(),
        random.nextGaussian(),
        count(),
        random.nextFloat(),
        count(),
        word(),
        random.nextLong(),
        duration(),
        bytes());
  }

  private Content.Contact contact() {
    return new Content.Contact(word(), word());
  }

  private Content.Poll poll() {
    return new Content.Poll(
        word(),
        list(this::word),
        random.nextInt(3),
        one(PollType.values()),
        maybe(this::word),
        millis(),
        random.nextInt(4) == 0,
        random.nextInt(4) == 0,
        flag());
  }

  private Content.PollResults pollResults() {
    return new Content.PollResults(
        word(),
        list(() -> new Content.PollResults.Tally(word(), random.nextLong())),
        one(PollType.values()));
  }

  private Content.Event event() {
    return new Content.Event(
        word(),
        word(),
        maybe(this::location),
        word(),
        seconds(),
        seconds(),
        flag(),
        flag(),
        flag(),
        maybe(this::duration));
  }

  private Content.GroupInvite groupInvite() {
    return new Content.GroupInvite(group(), word(), seconds(), word(), word(), bytes(), flag());
  }

  private Content.NewsletterInvite newsletterInvite() {
    boolean asAdmin = flag();
    return new Content.NewsletterInvite(
        newsletter(), word(), word(), bytes(), asAdmin, asAdmin ? seconds() : Optional.empty());
  }

  private Content.CallLog callLog() {
    return new Content.CallLog(
        flag(),
        one(CallOutcome.values()),
        duration(),
        one(CallType.values()),
        list(() -> new Content.CallLog.Participant(user(), one(CallOutcome.values()))));
  }

  private Content.Protocol protocol() {
    return new Content.Protocol(
        ProtocolMessage.newBuilder()
            .setType(
                one(
                    ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST,
                    ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE,
                    ProtocolMessage.Type.LIMIT_SHARING))
            .setInvokerJID(word())
            .build());
  }

  /// It has a secret already, so that it is sent as it is.
  private Content.Unknown unknown() {
    Message.Builder message = Message.newBuilder();
    message.getSendPaymentMessageBuilder().setTransactionData(word());
    message.getMessageContextInfoBuilder().setMessageSecret(bytes(32));
    return new Content.Unknown("sendPaymentMessage", message.build().toByteString());
  }

  private Media media(MediaKind kind) {
    return new Media(
        kind,
        word(),
        word(),
        key32(),
        key32(),
        key32(),
        random.nextLong(0, Long.MAX_VALUE),
        word(),
        seconds());
  }

  private Thumbnail thumbnail() {
    return new Thumbnail(bytes(), word(), key32(), key32(), 0, 0);
  }

  private MediaContent.Image image() {
    return new MediaContent.Image(
        media(MediaKind.IMAGE),
        word(),
        count(),
        count(),
        thumbnail(),
        maybe(() -> new MediaContent.Scans(bytes(20), list(this::count), key32())));
  }

  private MediaContent.Video video(MediaKind kind) {
    return new MediaContent.Video(
        media(kind),
        word(),
        count(),
        count(),
        duration(),
        thumbnail(),
        bytes(),
        one(Attribution.values()));
  }

  private MediaContent.Audio audio() {
    return new MediaContent.Audio(
        media(one(MediaKind.AUDIO, MediaKind.VOICE)),
        duration(),
        bytes(64),
        bytes(),
        random.nextInt());
  }

  private MediaContent.Document document() {
    return new MediaContent.Document(
        media(MediaKind.DOCUMENT),
        word(),
        word(),
        word(),
        count(),
        new Thumbnail(bytes(), word(), key32(), key32(), count(), count()),
        flag());
  }

  private MediaContent.Sticker sticker() {
    return new MediaContent.Sticker(
        media(MediaKind.STICKER),
        count(),
        count(),
        flag(),
        flag(),
        flag(),
        flag(),
        bytes(),
        count(),
        bytes(),
        millis(),
        word(),
        word());
  }

  private MediaContent.StickerPack stickerPack() {
    return new MediaContent.StickerPack(
        new Media(
            MediaKind.STICKER_PACK, "", word(), key32(), key32(), key32(), count(), "", seconds()),
        word(),
        word(),
        word(),
        word(),
        word(),
        list(
            () ->
                new MediaContent.StickerPack.Entry(
                    word(), word(), list(this::word), flag(), flag(), word())),
        word(),
        new Thumbnail(ByteString.EMPTY, word(), key32(), key32(), count(), count()),
        word(),
        count(),
        maybe(() -> one(StickerPackOrigin.values())));
  }

  private Addition.Encrypted encrypted() {
    Addition.Purpose purpose = one(Addition.Purpose.values());
    return new Addition.Encrypted(
        purpose,
        key(),
        bytes(),
        bytes(12),
        purpose == Addition.Purpose.POLL_VOTE ? millis() : Optional.empty());
  }

  private BusinessContent.Buttons buttons() {
    return new BusinessContent.Buttons(
        maybe(this::header),
        word(),
        word(),
        list(
            () ->
                new BusinessContent.Buttons.Button(word(), word(), maybe(this::nativeFlowButton))));
  }

  private BusinessContent.Header header() {
    return switch (random.nextInt(5)) {
      case 0 -> Content.Text.of(word());
      case 1 -> location();
      case 2 -> image();
      case 3 -> document();
      default -> video(one(MediaKind.VIDEO, MediaKind.GIF));
    };
  }

  private BusinessContent.ListMenu listMenu() {
    return new BusinessContent.ListMenu(
        word(),
        word(),
        word(),
        word(),
        list(
            () ->
                new BusinessContent.ListMenu.Section(
                    word(), list(() -> new BusinessContent.ListMenu.Row(word(), word(), word())))),
        maybe(
            () ->
                new BusinessContent.ProductList(
                    maybe(this::user),
                    list(
                        () ->
                            new BusinessContent.ProductList.ProductSection(
                                word(), list(this::word))),
                    word(),
                    bytes())));
  }

  private BusinessContent.Template template() {
    return new BusinessContent.Template(
        maybe(this::header), word(), word(), list(this::templateButton), word());
  }

  private TemplateButton templateButton() {
    return switch (random.nextInt(3)) {
      case 0 -> new TemplateButton.QuickReply(word(), word());
      case 1 -> new TemplateButton.Link(word(), word());
      default -> new TemplateButton.Call(word(), word());
    };
  }

  private BusinessContent.Interactive interactive(int depth) {
    return new BusinessContent.Interactive(
        maybe(
            () ->
                new BusinessContent.InteractiveHeader(
                    word(),
                    word(),
                    maybe(() -> flag() ? product() : header())
                        .filter(media -> !(media instanceof Content.Text)))),
        word(),
        word(),
        maybe(() -> action(depth)));
  }

  private Action action(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 4)) {
      case 0 -> new Action.NativeFlow(list(this::nativeFlowButton), word(), count());
      case 1 -> new Action.Shop(word(), random.nextInt(4), count());
      case 2 -> new Action.Collection(word(), word(), count());
      default -> new Action.Carousel(list(() -> interactive(depth - 1)), count());
    };
  }

  private NativeFlowButton nativeFlowButton() {
    return new NativeFlowButton(word(), word());
  }

  private BusinessContent.Order order() {
    return new BusinessContent.Order(
        word(),
        word(),
        word(),
        count(),
        maybe(() -> one(OrderStatus.values())),
        maybe(this::user),
        word(),
        random.nextLong(),
        word(),
        bytes());
  }

  private BusinessContent.Product product() {
    return new BusinessContent.Product(
        word(),
        word(),
        word(),
        word(),
        random.nextLong(),
        random.nextLong(),
        word(),
        word(),
        count(),
        maybe(this::image),
        maybe(this::user),
        word(),
        word());
  }

  private MessageKey key() {
    return new MessageKey(maybe(this::chat), flag(), "3EB0", maybe(this::user));
  }

  private Jid chat() {
    return flag() ? user() : group();
  }

  private Jid user() {
    return Jid.user(Integer.toString(count()), one(JidServer.LID, JidServer.USER));
  }

  private Jid group() {
    return Jid.user(Integer.toString(count()), JidServer.GROUP);
  }

  private Jid newsletter() {
    return Jid.user(Integer.toString(count()), JidServer.NEWSLETTER);
  }

  private String word() {
    return flag() ? "" : WORD + random.nextInt(100) + "é😺";
  }

  private ByteString bytes() {
    return bytes(random.nextInt(3));
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private ByteString key32() {
    return flag() ? ByteString.EMPTY : bytes(32);
  }

  private int count() {
    return flag() ? random.nextInt(3) : random.nextInt(Integer.MAX_VALUE);
  }

  private Duration duration() {
    return Duration.ofSeconds(flag() ? 0 : random.nextLong(0, 0xffff_ffffL));
  }

  private Optional<Instant> seconds() {
    return maybe(() -> Instant.ofEpochSecond(1 + random.nextLong(4_000_000_000L)));
  }

  private Optional<Instant> millis() {
    return maybe(() -> Instant.ofEpochMilli(1 + random.nextLong(4_000_000_000_000L)));
  }

  private boolean flag() {
    return random.nextBoolean();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return flag() ? Optional.empty() : Optional.of(value.get());
  }

  private <T> List<T> list(Supplier<T> element) {
    return IntStream.range(0, random.nextInt(3)).mapToObj(_ -> element.get()).toList();
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  private <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }
}
