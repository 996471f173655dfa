package io.trunkline.worker.event;

import io.trunkline.proto.event.AccountChanged;
import io.trunkline.proto.event.BlockedUsers;
import io.trunkline.proto.event.CallChanged;
import io.trunkline.proto.event.ContactChanged;
import io.trunkline.proto.event.PictureChange;
import io.trunkline.proto.event.PresenceChanged;
import io.trunkline.proto.event.PrivacyChange;
import io.trunkline.whatsapp.client.event.AccountChange;
import io.trunkline.whatsapp.client.event.ContactChange;
import io.trunkline.whatsapp.client.event.SessionEvent;
import java.time.Instant;
import java.util.Optional;

/// What the client tells of contacts, the own account, presence and calls, in the contract's words.
final class SocialEvents {

  private SocialEvents() {}

  static ContactChanged of(SessionEvent.ContactChanged event) {
    var body = ContactChanged.newBuilder().setContact(AddressForms.of(event.contact()));
    switch (event.change()) {
      case ContactChange.Picture(var id, var isRemoved) -> body.setPicture(picture(id, isRemoved));
      case ContactChange.About(var text) -> body.setAbout(text.orElse(""));
      case ContactChange.NumberChanged(var former) -> body.setFormer(AddressForms.of(former));
      case ContactChange.Business() -> body.setBusiness(true);
      case ContactChange.DisappearingMode(var timer) ->
          body.setDisappearingSeconds(timer.toSeconds());
      case ContactChange.Refreshed() -> body.setRefreshed(true);
    }
    return body.build();
  }

  static AccountChanged of(SessionEvent.AccountChanged event) {
    var body = AccountChanged.newBuilder();
    switch (event.change()) {
      case AccountChange.Picture(var id, var isRemoved) -> body.setPicture(picture(id, isRemoved));
      case AccountChange.About(var text) -> body.setAbout(text.orElse(""));
      case AccountChange.Privacy(var settings) ->
          body.setPrivacy(PrivacyChange.newBuilder().putAllSettings(settings));
      case AccountChange.BlockList(var users) ->
          body.setBlockList(
              BlockedUsers.newBuilder().addAllUsers(users.stream().map(AddressForms::of).toList()));
      case AccountChange.DisappearingMode(var timer) ->
          body.setDisappearingSeconds(timer.toSeconds());
      case AccountChange.Devices() -> body.setDevices(true);
      case AccountChange.RegisteredElsewhere() -> body.setRegisteredElsewhere(true);
    }
    return body.build();
  }

  private static PictureChange picture(Optional<String> id, boolean isRemoved) {
    return PictureChange.newBuilder().setId(id.orElse("")).setRemoved(isRemoved).build();
  }

  static PresenceChanged of(SessionEvent.PresenceChanged event) {
    var contact = AddressForms.of(event.contact());
    return PresenceChanged.newBuilder()
        .setChat(contact)
        .setParticipant(contact)
        .setActivity(
            event.isAvailable()
                ? PresenceChanged.Activity.AVAILABLE
                : PresenceChanged.Activity.UNAVAILABLE)
        .setLastSeenMs(event.lastSeen().map(Instant::toEpochMilli).orElse(0L))
        .build();
  }

  static PresenceChanged of(SessionEvent.ChatStateChanged event) {
    return PresenceChanged.newBuilder()
        .setChat(AddressForms.of(event.chat()))
        .setParticipant(AddressForms.of(event.participant()))
        .setActivity(
            switch (event.activity()) {
              case COMPOSING -> PresenceChanged.Activity.COMPOSING;
              case RECORDING -> PresenceChanged.Activity.RECORDING;
              case PAUSED -> PresenceChanged.Activity.PAUSED;
            })
        .build();
  }

  static CallChanged of(SessionEvent.CallChanged event) {
    var body =
        CallChanged.newBuilder()
            .setCallId(event.callId())
            .setCaller(AddressForms.of(event.caller()))
            .setFrom(AddressForms.of(event.from()))
            .setStep(
                switch (event.step()) {
                  case OFFERED -> CallChanged.Step.OFFERED;
                  case ACCEPTED -> CallChanged.Step.ACCEPTED;
                  case REJECTED -> CallChanged.Step.REJECTED;
                  case TERMINATED -> CallChanged.Step.TERMINATED;
                })
            .setVideo(event.isVideo())
            .setReason(event.reason())
            .setAtMs(event.at().toEpochMilli())
            .setOffline(event.offline());
    event.group().map(AddressForms::of).ifPresent(body::setGroup);
    return body.build();
  }
}
