package io.trunkline.whatsapp.protocol.message.content;

import io.trunkline.whatsapp.proto.e2e.CallLogMessage;
import io.trunkline.whatsapp.proto.e2e.ContactMessage;
import io.trunkline.whatsapp.proto.e2e.ContactsArrayMessage;
import io.trunkline.whatsapp.proto.e2e.EventMessage;
import io.trunkline.whatsapp.proto.e2e.ExtendedTextMessage;
import io.trunkline.whatsapp.proto.e2e.GroupInviteMessage;
import io.trunkline.whatsapp.proto.e2e.LiveLocationMessage;
import io.trunkline.whatsapp.proto.e2e.LocationMessage;
import io.trunkline.whatsapp.proto.e2e.NewsletterAdminInviteMessage;
import io.trunkline.whatsapp.proto.e2e.NewsletterFollowerInviteMessage;
import io.trunkline.whatsapp.proto.e2e.PollCreationMessage;
import io.trunkline.whatsapp.proto.e2e.PollResultSnapshotMessage;
import io.trunkline.whatsapp.proto.e2e.ScheduledCallCreationMessage;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.content.Content.CallLog;
import io.trunkline.whatsapp.protocol.message.content.Content.Contact;
import io.trunkline.whatsapp.protocol.message.content.Content.Contacts;
import io.trunkline.whatsapp.protocol.message.content.Content.Event;
import io.trunkline.whatsapp.protocol.message.content.Content.GroupInvite;
import io.trunkline.whatsapp.protocol.message.content.Content.LiveLocation;
import io.trunkline.whatsapp.protocol.message.content.Content.Location;
import io.trunkline.whatsapp.protocol.message.content.Content.NewsletterInvite;
import io.trunkline.whatsapp.protocol.message.content.Content.Poll;
import io.trunkline.whatsapp.protocol.message.content.Content.PollResults;
import io.trunkline.whatsapp.protocol.message.content.Content.ScheduledCall;
import io.trunkline.whatsapp.protocol.message.content.Content.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The messages that stand for themselves and hold no file.
final class PlainCodec {
  private PlainCodec() {}

  static ExtendedTextMessage write(Text text) {
    var message = ExtendedTextMessage.newBuilder().setText(text.body());
    text.preview().ifPresent(preview -> write(message, preview));
    text.style()
        .ifPresent(
            style ->
                message
                    .setTextArgb(style.textArgb())
                    .setBackgroundArgb(style.backgroundArgb())
                    .setFont(style.font()));
    return message.build();
  }

  private static void write(ExtendedTextMessage.Builder message, LinkPreview preview) {
    message.setMatchedText(preview.matchedText()).setPreviewType(preview.type());
    Fields.text(preview.description(), message::setDescription);
    Fields.text(preview.title(), message::setTitle);
    Fields.bytes(preview.jpegThumbnail(), message::setJPEGThumbnail);
    preview
        .image()
        .ifPresent(
            image -> {
              message.setThumbnailDirectPath(image.directPath());
              Fields.bytes(image.fileSha256(), message::setThumbnailSHA256);
              Fields.bytes(image.fileEncSha256(), message::setThumbnailEncSHA256);
              Fields.bytes(image.mediaKey(), message::setMediaKey);
              Fields.seconds(image.mediaKeyTimestamp(), message::setMediaKeyTimestamp);
            });
    Fields.number(preview.imageHeight(), message::setThumbnailHeight);
    Fields.number(preview.imageWidth(), message::setThumbnailWidth);
    preview.invitedTo().ifPresent(message::setInviteLinkGroupType);
  }

  /// @throws MessageException MALFORMED
  static Text read(ExtendedTextMessage message) {
    boolean isStyled = message.hasTextArgb() || message.hasBackgroundArgb() || message.hasFont();
    return new Text(
        message.getText(),
        message.hasMatchedText() || message.hasTitle()
            ? Optional.of(preview(message))
            : Optional.empty(),
        isStyled
            ? Optional.of(
                new TextStyle(
                    message.getTextArgb(), message.getBackgroundArgb(), message.getFont()))
            : Optional.empty());
  }

  private static LinkPreview preview(ExtendedTextMessage message) {
    return new LinkPreview(
        message.getMatchedText(),
        message.getTitle(),
        message.getDescription(),
        message.getPreviewType(),
        message.getJPEGThumbnail(),
        message.hasThumbnailDirectPath()
            ? Optional.of(
                MediaCodec.media(
                    MediaKind.LINK_THUMBNAIL,
                    "",
                    message.getThumbnailDirectPath(),
                    message.getMediaKey(),
                    message.getThumbnailSHA256(),
                    message.getThumbnailEncSHA256(),
                    0,
                    "",
                    message.getMediaKeyTimestamp()))
            : Optional.empty(),
        Fields.count(message.getThumbnailWidth()),
        Fields.count(message.getThumbnailHeight()),
        message.hasInviteLinkGroupType()
            ? Optional.of(message.getInviteLinkGroupType())
            : Optional.empty());
  }

  static LocationMessage write(Location location) {
    var message =
        LocationMessage.newBuilder()
            .setDegreesLatitude(location.latitude())
            .setDegreesLongitude(location.longitude());
    Fields.text(location.name(), message::setName);
    Fields.text(location.address(), message::setAddress);
    Fields.text(location.url(), message::setURL);
    Fields.text(location.comment(), message::setComment);
    Fields.bytes(location.jpegThumbnail(), message::setJPEGThumbnail);
    return message.build();
  }

  static Location read(LocationMessage message) {
    return new Location(
        message.getDegreesLatitude(),
        message.getDegreesLongitude(),
        message.getName(),
        message.getAddress(),
        message.getURL(),
        message.getComment(),
        message.getJPEGThumbnail());
  }

  static LiveLocationMessage write(LiveLocation location) {
    var message =
        LiveLocationMessage.newBuilder()
            .setDegreesLatitude(location.latitude())
            .setDegreesLongitude(location.longitude())
            .setSpeedInMps(location.speedMps())
            .setSequenceNumber(location.sequenceNumber());
    Fields.number(location.accuracyMeters(), message::setAccuracyInMeters);
    Fields.number(location.headingDegrees(), message::setDegreesClockwiseFromMagneticNorth);
    Fields.text(location.caption(), message::setCaption);
    Fields.seconds(location.timeOffset(), message::setTimeOffset);
    Fields.bytes(location.jpegThumbnail(), message::setJPEGThumbnail);
    return message.build();
  }

  static LiveLocation read(LiveLocationMessage message) {
    return new LiveLocation(
        message.getDegreesLatitude(),
        message.getDegreesLongitude(),
        Fields.count(message.getAccuracyInMeters()),
        message.getSpeedInMps(),
        Fields.count(message.getDegreesClockwiseFromMagneticNorth()),
        message.getCaption(),
        message.getSequenceNumber(),
        Fields.duration(message.getTimeOffset()),
        message.getJPEGThumbnail());
  }

  static ContactMessage write(Contact contact) {
    return ContactMessage.newBuilder()
        .setDisplayName(contact.displayName())
        .setVcard(contact.vcard())
        .build();
  }

  static Contact read(ContactMessage message) {
    return new Contact(message.getDisplayName(), message.getVcard());
  }

  static ContactsArrayMessage write(Contacts contacts) {
    var message = ContactsArrayMessage.newBuilder().setDisplayName(contacts.displayName());
    contacts.contacts().forEach(contact -> message.addContacts(write(contact)));
    return message.build();
  }

  static Contacts read(ContactsArrayMessage message) {
    return new Contacts(
        message.getDisplayName(),
        message.getContactsList().stream().map(PlainCodec::read).toList());
  }

  static PollCreationMessage write(Poll poll) {
    var message =
        PollCreationMessage.newBuilder()
            .setName(poll.name())
            .setSelectableOptionsCount(poll.selectableCount());
    poll.options().forEach(option -> message.addOptionsBuilder().setOptionName(option));
    if (poll.type() != io.trunkline.whatsapp.proto.e2e.PollType.POLL) {
      message.setPollType(poll.type());
    }
    poll.correctAnswer()
        .ifPresent(answer -> message.getCorrectAnswerBuilder().setOptionName(answer));
    Fields.millis(poll.endsAt(), message::setEndTime);
    Fields.flag(poll.hidesVoters(), message::setHideParticipantName);
    Fields.flag(poll.allowsNewOptions(), message::setAllowAddOption);
    return message.build();
  }

  static Poll read(PollCreationMessage message, boolean isForAnnouncements) {
    return new Poll(
        message.getName(),
        message.getOptionsList().stream().map(PollCreationMessage.Option::getOptionName).toList(),
        Fields.count(message.getSelectableOptionsCount()),
        message.getPollType(),
        message.hasCorrectAnswer()
            ? Optional.of(message.getCorrectAnswer().getOptionName())
            : Optional.empty(),
        Fields.millis(message.getEndTime()),
        message.getHideParticipantName(),
        message.getAllowAddOption(),
        isForAnnouncements);
  }

  static PollResultSnapshotMessage write(PollResults results) {
    var message =
        PollResultSnapshotMessage.newBuilder().setName(results.name()).setPollType(results.type());
    for (PollResults.Tally tally : results.tallies()) {
      message.addPollVotesBuilder().setOptionName(tally.option()).setOptionVoteCount(tally.votes());
    }
    return message.build();
  }

  static PollResults read(PollResultSnapshotMessage message) {
    return new PollResults(
        message.getName(),
        message.getPollVotesList().stream()
            .map(vote -> new PollResults.Tally(vote.getOptionName(), vote.getOptionVoteCount()))
            .toList(),
        message.getPollType());
  }

  static EventMessage write(Event event) {
    var message = EventMessage.newBuilder().setName(event.name());
    Fields.flag(event.isCanceled(), message::setIsCanceled);
    Fields.text(event.description(), message::setDescription);
    event.location().ifPresent(location -> message.setLocation(write(location)));
    Fields.text(event.joinLink(), message::setJoinLink);
    Fields.seconds(event.startsAt(), message::setStartTime);
    Fields.seconds(event.endsAt(), message::setEndTime);
    Fields.flag(event.allowsExtraGuests(), message::setExtraGuestsAllowed);
    Fields.flag(event.isScheduledCall(), message::setIsScheduleCall);
    event
        .reminder()
        .ifPresent(before -> message.setHasReminder(true).setReminderOffsetSec(before.toSeconds()));
    return message.build();
  }

  static Event read(EventMessage message) {
    return new Event(
        message.getName(),
        message.getDescription(),
        message.hasLocation() ? Optional.of(read(message.getLocation())) : Optional.empty(),
        message.getJoinLink(),
        Fields.seconds(message.getStartTime()),
        Fields.seconds(message.getEndTime()),
        message.getIsCanceled(),
        message.getExtraGuestsAllowed(),
        message.getIsScheduleCall(),
        message.getHasReminder()
            ? Optional.of(Duration.ofSeconds(message.getReminderOffsetSec()))
            : Optional.empty());
  }

  static GroupInviteMessage write(GroupInvite invite) {
    var message =
        GroupInviteMessage.newBuilder()
            .setGroupJID(invite.group().toString())
            .setInviteCode(invite.code())
            .setGroupName(invite.groupName());
    Fields.seconds(invite.expiresAt(), message::setInviteExpiration);
    Fields.bytes(invite.jpegThumbnail(), message::setJPEGThumbnail);
    Fields.text(invite.caption(), message::setCaption);
    if (invite.isCommunity()) {
      message.setGroupType(GroupInviteMessage.GroupType.PARENT);
    }
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static GroupInvite read(GroupInviteMessage message) {
    return new GroupInvite(
        Fields.requireJid(message.getGroupJID()),
        message.getInviteCode(),
        Fields.seconds(message.getInviteExpiration()),
        message.getGroupName(),
        message.getCaption(),
        message.getJPEGThumbnail(),
        message.getGroupType() == GroupInviteMessage.GroupType.PARENT);
  }

  static NewsletterAdminInviteMessage writeForAdmin(NewsletterInvite invite) {
    var message =
        NewsletterAdminInviteMessage.newBuilder()
            .setNewsletterJID(invite.newsletter().toString())
            .setNewsletterName(invite.name());
    Fields.bytes(invite.jpegThumbnail(), message::setJPEGThumbnail);
    Fields.text(invite.caption(), message::setCaption);
    Fields.seconds(invite.expiresAt(), message::setInviteExpiration);
    return message.build();
  }

  static NewsletterFollowerInviteMessage writeForFollower(NewsletterInvite invite) {
    var message =
        NewsletterFollowerInviteMessage.newBuilder()
            .setNewsletterJID(invite.newsletter().toString())
            .setNewsletterName(invite.name());
    Fields.bytes(invite.jpegThumbnail(), message::setJPEGThumbnail);
    Fields.text(invite.caption(), message::setCaption);
    return message.build();
  }

  /// @throws MessageException MALFORMED
  static NewsletterInvite read(NewsletterAdminInviteMessage message) {
    return new NewsletterInvite(
        Fields.requireJid(message.getNewsletterJID()),
        message.getNewsletterName(),
        message.getCaption(),
        message.getJPEGThumbnail(),
        true,
        Fields.seconds(message.getInviteExpiration()));
  }

  /// @throws MessageException MALFORMED
  static NewsletterInvite read(NewsletterFollowerInviteMessage message) {
    return new NewsletterInvite(
        Fields.requireJid(message.getNewsletterJID()),
        message.getNewsletterName(),
        message.getCaption(),
        message.getJPEGThumbnail(),
        false,
        Optional.empty());
  }

  static CallLogMessage write(CallLog call) {
    var message =
        CallLogMessage.newBuilder()
            .setIsVideo(call.isVideo())
            .setCallOutcome(call.outcome())
            .setCallType(call.type());
    Fields.longNumber(call.duration().toSeconds(), message::setDurationSecs);
    for (CallLog.Participant participant : call.participants()) {
      message
          .addParticipantsBuilder()
          .setJID(participant.user().toString())
          .setCallOutcome(participant.outcome());
    }
    return message.build();
  }

  static CallLog read(CallLogMessage message) {
    List<CallLog.Participant> participants = new ArrayList<>();
    for (var participant : message.getParticipantsList()) {
      Fields.user(participant.getJID())
          .ifPresent(
              user ->
                  participants.add(new CallLog.Participant(user, participant.getCallOutcome())));
    }
    return new CallLog(
        message.getIsVideo(),
        message.getCallOutcome(),
        Duration.ofSeconds(Fields.count(message.getDurationSecs())),
        message.getCallType(),
        participants);
  }

  static ScheduledCallCreationMessage write(ScheduledCall call) {
    var message =
        ScheduledCallCreationMessage.newBuilder()
            .setCallType(
                call.isVideo()
                    ? ScheduledCallCreationMessage.CallType.VIDEO
                    : ScheduledCallCreationMessage.CallType.VOICE);
    Fields.millis(call.at(), message::setScheduledTimestampMS);
    Fields.text(call.title(), message::setTitle);
    return message.build();
  }

  static ScheduledCall read(ScheduledCallCreationMessage message) {
    return new ScheduledCall(
        Fields.millis(message.getScheduledTimestampMS()),
        message.getCallType() == ScheduledCallCreationMessage.CallType.VIDEO,
        message.getTitle());
  }
}
