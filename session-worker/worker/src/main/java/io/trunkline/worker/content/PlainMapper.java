package io.trunkline.worker.content;

import io.trunkline.proto.content.ContactCard;
import io.trunkline.proto.content.ContactCards;
import io.trunkline.proto.content.LiveLocation;
import io.trunkline.proto.content.Location;
import io.trunkline.proto.content.Poll;
import io.trunkline.proto.content.PollResults;
import io.trunkline.proto.content.ScheduledEvent;
import io.trunkline.proto.content.Text;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.FontType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.InviteLinkGroupType;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage.PreviewType;
import io.trunkline.whatsapp.proto.e2e.PollType;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.LinkPreview;
import io.trunkline.whatsapp.protocol.message.content.TextStyle;
import java.time.Duration;
import java.util.Optional;

/// Texts, places, contacts, polls and events.
final class PlainMapper {
  private PlainMapper() {}

  static Content.Text text(Text text) {
    return new Content.Text(
        text.getBody(),
        text.hasPreview() ? Optional.of(preview(text.getPreview())) : Optional.empty(),
        text.hasStyle() ? Optional.of(style(text.getStyle())) : Optional.empty());
  }

  static Text of(Content.Text text) {
    var built = Text.newBuilder().setBody(text.body());
    text.preview().ifPresent(preview -> built.setPreview(of(preview)));
    text.style().ifPresent(style -> built.setStyle(of(style)));
    return built.build();
  }

  private static LinkPreview preview(io.trunkline.proto.content.LinkPreview preview) {
    return new LinkPreview(
        preview.getMatchedText(),
        preview.getTitle(),
        preview.getDescription(),
        Parts.named(PreviewType.class, preview.getType()),
        preview.getJpegThumbnail(),
        preview.hasImage() ? Optional.of(MediaMapper.media(preview.getImage())) : Optional.empty(),
        preview.getImageWidth(),
        preview.getImageHeight(),
        Parts.namedUnlessFirst(InviteLinkGroupType.class, preview.getInvitedTo()));
  }

  private static io.trunkline.proto.content.LinkPreview of(LinkPreview preview) {
    var built =
        io.trunkline.proto.content.LinkPreview.newBuilder()
            .setMatchedText(preview.matchedText())
            .setTitle(preview.title())
            .setDescription(preview.description())
            .setType(Parts.named(io.trunkline.proto.content.LinkPreview.Type.class, preview.type()))
            .setJpegThumbnail(preview.jpegThumbnail())
            .setImageWidth(preview.imageWidth())
            .setImageHeight(preview.imageHeight());
    preview.image().ifPresent(image -> built.setImage(MediaMapper.of(image)));
    preview
        .invitedTo()
        .ifPresent(
            group ->
                built.setInvitedTo(
                    Parts.named(io.trunkline.proto.content.LinkPreview.GroupType.class, group)));
    return built.build();
  }

  private static TextStyle style(io.trunkline.proto.content.TextStyle style) {
    return new TextStyle(
        style.getTextArgb(),
        style.getBackgroundArgb(),
        Parts.known(FontType.forNumber(style.getFont())));
  }

  private static io.trunkline.proto.content.TextStyle of(TextStyle style) {
    return io.trunkline.proto.content.TextStyle.newBuilder()
        .setTextArgb(style.textArgb())
        .setBackgroundArgb(style.backgroundArgb())
        .setFont(style.font().getNumber())
        .build();
  }

  static Content.Location location(Location location) {
    return new Content.Location(
        location.getLatitude(),
        location.getLongitude(),
        location.getName(),
        location.getAddress(),
        location.getUrl(),
        location.getComment(),
        location.getJpegThumbnail());
  }

  static Location of(Content.Location location) {
    return Location.newBuilder()
        .setLatitude(location.latitude())
        .setLongitude(location.longitude())
        .setName(location.name())
        .setAddress(location.address())
        .setUrl(location.url())
        .setComment(location.comment())
        .setJpegThumbnail(location.jpegThumbnail())
        .build();
  }

  static Content.LiveLocation liveLocation(LiveLocation location) {
    return new Content.LiveLocation(
        location.getLatitude(),
        location.getLongitude(),
        location.getAccuracyM(),
        location.getSpeedMps(),
        location.getHeadingDegrees(),
        location.getCaption(),
        location.getSequenceNumber(),
        Duration.ofSeconds(location.getTimeOffsetS()),
        location.getJpegThumbnail());
  }

  static LiveLocation of(Content.LiveLocation location) {
    return LiveLocation.newBuilder()
        .setLatitude(location.latitude())
        .setLongitude(location.longitude())
        .setAccuracyM(location.accuracyMeters())
        .setSpeedMps(location.speedMps())
        .setHeadingDegrees(location.headingDegrees())
        .setCaption(location.caption())
        .setSequenceNumber(location.sequenceNumber())
        .setTimeOffsetS(location.timeOffset().toSeconds())
        .setJpegThumbnail(location.jpegThumbnail())
        .build();
  }

  static Content.Contact contact(ContactCard contact) {
    return new Content.Contact(contact.getDisplayName(), contact.getVcard());
  }

  static ContactCard of(Content.Contact contact) {
    return ContactCard.newBuilder()
        .setDisplayName(contact.displayName())
        .setVcard(contact.vcard())
        .build();
  }

  static Content.Contacts contacts(ContactCards contacts) {
    return new Content.Contacts(
        contacts.getDisplayName(),
        contacts.getContactsList().stream().map(PlainMapper::contact).toList());
  }

  static ContactCards of(Content.Contacts contacts) {
    return ContactCards.newBuilder()
        .setDisplayName(contacts.displayName())
        .addAllContacts(contacts.contacts().stream().map(PlainMapper::of).toList())
        .build();
  }

  static Content.Poll poll(Poll poll) {
    return new Content.Poll(
        poll.getName(),
        poll.getOptionsList(),
        poll.getSelectableCount(),
        type(poll.getIsQuiz()),
        poll.hasCorrectAnswer() ? Optional.of(poll.getCorrectAnswer()) : Optional.empty(),
        Parts.millis(poll.getEndsAtMs()),
        poll.getHidesVoters(),
        poll.getAllowsNewOptions(),
        poll.getIsForAnnouncements());
  }

  static Poll of(Content.Poll poll) {
    var built =
        Poll.newBuilder()
            .setName(poll.name())
            .addAllOptions(poll.options())
            .setSelectableCount(poll.selectableCount())
            .setIsQuiz(poll.type() == PollType.QUIZ)
            .setEndsAtMs(Parts.millis(poll.endsAt()))
            .setHidesVoters(poll.hidesVoters())
            .setAllowsNewOptions(poll.allowsNewOptions())
            .setIsForAnnouncements(poll.isForAnnouncements());
    poll.correctAnswer().ifPresent(built::setCorrectAnswer);
    return built.build();
  }

  private static PollType type(boolean isQuiz) {
    return isQuiz ? PollType.QUIZ : PollType.POLL;
  }

  static Content.PollResults pollResults(PollResults results) {
    return new Content.PollResults(
        results.getName(),
        results.getTalliesList().stream()
            .map(tally -> new Content.PollResults.Tally(tally.getOption(), tally.getVotes()))
            .toList(),
        type(results.getIsQuiz()));
  }

  static PollResults of(Content.PollResults results) {
    var built =
        PollResults.newBuilder().setName(results.name()).setIsQuiz(results.type() == PollType.QUIZ);
    for (Content.PollResults.Tally tally : results.tallies()) {
      built.addTalliesBuilder().setOption(tally.option()).setVotes(tally.votes());
    }
    return built.build();
  }

  static Content.Event event(ScheduledEvent event) {
    return new Content.Event(
        event.getName(),
        event.getDescription(),
        event.hasLocation() ? Optional.of(location(event.getLocation())) : Optional.empty(),
        event.getJoinLink(),
        Parts.seconds(event.getStartsAtS()),
        Parts.seconds(event.getEndsAtS()),
        event.getIsCanceled(),
        event.getAllowsExtraGuests(),
        event.getIsScheduledCall(),
        event.getHasReminder()
            ? Optional.of(Duration.ofSeconds(event.getReminderS()))
            : Optional.empty());
  }

  static ScheduledEvent of(Content.Event event) {
    var built =
        ScheduledEvent.newBuilder()
            .setName(event.name())
            .setDescription(event.description())
            .setJoinLink(event.joinLink())
            .setStartsAtS(Parts.seconds(event.startsAt()))
            .setEndsAtS(Parts.seconds(event.endsAt()))
            .setIsCanceled(event.isCanceled())
            .setAllowsExtraGuests(event.allowsExtraGuests())
            .setIsScheduledCall(event.isScheduledCall());
    event.location().ifPresent(location -> built.setLocation(of(location)));
    event
        .reminder()
        .ifPresent(before -> built.setHasReminder(true).setReminderS(before.toSeconds()));
    return built.build();
  }
}
