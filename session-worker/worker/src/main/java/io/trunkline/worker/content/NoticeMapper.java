package io.trunkline.worker.content;

import io.trunkline.proto.content.CallLog;
import io.trunkline.proto.content.EphemeralSetting;
import io.trunkline.proto.content.GroupInvite;
import io.trunkline.proto.content.NewsletterInvite;
import io.trunkline.proto.content.ScheduledCall;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallOutcome;
import io.trunkline.whatsapp.proto.e2e.CallLogMessage.CallType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.Content;
import java.time.Duration;

/// Invitations, settings and calls.
final class NoticeMapper {
  private NoticeMapper() {}

  static Content.GroupInvite groupInvite(GroupInvite invite) {
    return new Content.GroupInvite(
        Jid.parse(invite.getGroup()),
        invite.getCode(),
        Parts.seconds(invite.getExpiresAtS()),
        invite.getGroupName(),
        invite.getCaption(),
        invite.getJpegThumbnail(),
        invite.getIsCommunity());
  }

  static GroupInvite of(Content.GroupInvite invite) {
    return GroupInvite.newBuilder()
        .setGroup(invite.group().toString())
        .setCode(invite.code())
        .setExpiresAtS(Parts.seconds(invite.expiresAt()))
        .setGroupName(invite.groupName())
        .setCaption(invite.caption())
        .setJpegThumbnail(invite.jpegThumbnail())
        .setIsCommunity(invite.isCommunity())
        .build();
  }

  static Content.NewsletterInvite newsletterInvite(NewsletterInvite invite) {
    return new Content.NewsletterInvite(
        Jid.parse(invite.getNewsletter()),
        invite.getName(),
        invite.getCaption(),
        invite.getJpegThumbnail(),
        invite.getAsAdmin(),
        Parts.seconds(invite.getExpiresAtS()));
  }

  static NewsletterInvite of(Content.NewsletterInvite invite) {
    return NewsletterInvite.newBuilder()
        .setNewsletter(invite.newsletter().toString())
        .setName(invite.name())
        .setCaption(invite.caption())
        .setJpegThumbnail(invite.jpegThumbnail())
        .setAsAdmin(invite.asAdmin())
        .setExpiresAtS(Parts.seconds(invite.expiresAt()))
        .build();
  }

  static Content.EphemeralSetting ephemeralSetting(EphemeralSetting setting) {
    return new Content.EphemeralSetting(
        Duration.ofSeconds(setting.getExpirationS()), Parts.seconds(setting.getSetAtS()));
  }

  static EphemeralSetting of(Content.EphemeralSetting setting) {
    return EphemeralSetting.newBuilder()
        .setExpirationS(setting.expiration().toSeconds())
        .setSetAtS(Parts.seconds(setting.setAt()))
        .build();
  }

  static Content.CallLog callLog(CallLog call) {
    return new Content.CallLog(
        call.getIsVideo(),
        Parts.named(CallOutcome.class, call.getOutcome()),
        Duration.ofSeconds(call.getDurationS()),
        Parts.named(CallType.class, call.getType()),
        call.getParticipantsList().stream()
            .map(
                participant ->
                    new Content.CallLog.Participant(
                        Jid.parse(participant.getUser()),
                        Parts.named(CallOutcome.class, participant.getOutcome())))
            .toList());
  }

  static CallLog of(Content.CallLog call) {
    var built =
        CallLog.newBuilder()
            .setIsVideo(call.isVideo())
            .setOutcome(Parts.named(CallLog.Outcome.class, call.outcome()))
            .setDurationS(call.duration().toSeconds())
            .setType(Parts.named(CallLog.Type.class, call.type()));
    for (Content.CallLog.Participant participant : call.participants()) {
      built
          .addParticipantsBuilder()
          .setUser(participant.user().toString())
          .setOutcome(Parts.named(CallLog.Outcome.class, participant.outcome()));
    }
    return built.build();
  }

  static Content.ScheduledCall scheduledCall(ScheduledCall call) {
    return new Content.ScheduledCall(
        Parts.millis(call.getAtMs()), call.getIsVideo(), call.getTitle());
  }

  static ScheduledCall of(Content.ScheduledCall call) {
    return ScheduledCall.newBuilder()
        .setAtMs(Parts.millis(call.at()))
        .setIsVideo(call.isVideo())
        .setTitle(call.title())
        .build();
  }
}
