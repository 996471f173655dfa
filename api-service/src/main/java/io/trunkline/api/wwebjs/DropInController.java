package io.trunkline.api.wwebjs;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.group.GroupPicture;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.people.OwnAccount;
import io.trunkline.api.people.People;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// What the replaced gateway can do beyond the documented calls.
@RestController
@MayBeForm
class DropInController {
  private static final int MAX_USERS = 1000;

  private final SessionDoor door;
  private final People people;
  private final OwnAccount account;

  DropInController(SessionDoor door, People people, OwnAccount account) {
    this.door = door;
    this.people = people;
    this.account = account;
  }

  @PostMapping("/localCallbackExample")
  Map<String, Object> callback(Caller caller) {
    Access.tenant(caller);
    return Success.done();
  }

  @GetMapping("/client/getState/{name}")
  Map<String, Object> getState(Caller caller, @PathVariable String name) {
    return Success.of("state", SessionStates.word(door.connected(caller, Scope.READ, name)));
  }

  @GetMapping("/client/getWWebVersion/{name}")
  Map<String, Object> getWWebVersion(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("result", account.clientVersion(session.tenant(), session.id()));
  }

  @PostMapping("/client/sendPresenceAvailable/{name}")
  Map<String, Object> sendPresenceAvailable(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.SEND, name);
    account.showAvailable(session.tenant(), session.id(), true);
    return Success.done();
  }

  @PostMapping("/client/sendPresenceUnavailable/{name}")
  Map<String, Object> sendPresenceUnavailable(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.SEND, name);
    account.showAvailable(session.tenant(), session.id(), false);
    return Success.done();
  }

  /// There is no page whose windows and downloads could be set.
  @PostMapping({
    "/client/resetState/{name}",
    "/client/openChatWindow/{name}",
    "/client/openChatWindowAt/{name}",
    "/client/setAutoDownloadAudio/{name}",
    "/client/setAutoDownloadDocuments/{name}",
    "/client/setAutoDownloadPhotos/{name}",
    "/client/setAutoDownloadVideos/{name}",
    "/client/setBackgroundSync/{name}"
  })
  Map<String, Object> nothing(Caller caller, @PathVariable String name) {
    door.connected(caller, Scope.SEND, name);
    return Success.done();
  }

  @PostMapping("/client/setProfilePicture/{name}")
  Map<String, Object> setProfilePicture(
      Caller caller, @PathVariable String name, @MayHoldFile Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    var mimetype = fields.has("pictureMimeType") ? "pictureMimeType" : "pictureMimetype";
    if (!fields.required(mimetype, ClientController.MAX_ID).startsWith("image/")) {
      throw Failure.invalid(mimetype + " must be one of images");
    }
    var data = fields.required("pictureData", MediaForm.MAX_BASE64);
    account.setPicture(
        session.tenant(), session.id(), GroupPicture.of(MediaForm.base64("pictureData", data)));
    return Success.of("result", true);
  }

  @DeleteMapping("/client/deleteProfilePicture/{name}")
  Map<String, Object> deleteProfilePicture(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.SEND, name);
    account.removePicture(session.tenant(), session.id());
    return Success.of("result", true);
  }

  @PostMapping("/client/getContactDeviceCount/{name}")
  Map<String, Object> getContactDeviceCount(
      Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var user = Jids.parse(fields.required("userId", ClientController.MAX_ID));
    return Success.of("result", people.devices(session.tenant(), session.id(), user));
  }

  @PostMapping("/client/getFormattedNumber/{name}")
  Map<String, Object> getFormattedNumber(Caller caller, @PathVariable String name, Fields fields) {
    door.connected(caller, Scope.READ, name);
    return Success.of("result", number(fields).formatted());
  }

  @PostMapping("/client/getCountryCode/{name}")
  Map<String, Object> getCountryCode(Caller caller, @PathVariable String name, Fields fields) {
    door.connected(caller, Scope.READ, name);
    return Success.of("result", number(fields).callingCode().orElse(""));
  }

  private static PhoneNumber number(Fields fields) {
    return Jids.number(fields.required("number", ClientController.MAX_ID));
  }

  /// @param lid null where it is not known, as the other
  record Names(String lid, String pn) {}

  @PostMapping("/client/getContactLidAndPhone/{name}")
  Map<String, Object> getContactLidAndPhone(
      Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var users =
        fields
            .textOrTexts("userIds", MAX_USERS, ClientController.MAX_ID)
            .orElseThrow(() -> Failure.invalid("userIds is required"));
    return Success.of(
        "data",
        users.stream()
            .map(user -> people.address(session.tenant(), session.id(), Jids.parse(user)))
            .map(
                address ->
                    new Names(
                        address.getLid().isEmpty() ? null : address.getLid(),
                        address.getPn().isEmpty() ? null : Jids.show(address.getPn())))
            .toList());
  }
}
