package io.trunkline.api.wwebjs;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.people.OwnAccount;
import io.trunkline.api.people.People;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import java.util.Map;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/contact`, and what `/client` calls otherwise.
@RestController
@MayBeForm
class ContactController {
  private final SessionDoor door;
  private final ContactViews contacts;
  private final ChatViews chats;
  private final People people;
  private final OwnAccount account;
  private final CommonGroups common;

  ContactController(
      SessionDoor door,
      ContactViews contacts,
      ChatViews chats,
      People people,
      OwnAccount account,
      CommonGroups common) {
    this.door = door;
    this.contacts = contacts;
    this.chats = chats;
    this.people = people;
    this.account = account;
    this.common = common;
  }

  /// A connected session and a user whom it or WhatsApp knows, or a group.
  private record Target(Connection session, String jid) {}

  private Target target(Caller caller, Scope scope, String name, Fields fields) {
    var session = door.connected(caller, scope, name);
    var jid = ClientController.contactId(fields);
    contacts.require(session, jid);
    return new Target(session, jid);
  }

  @PostMapping("/contact/getClassInfo/{name}")
  Map<String, Object> getClassInfo(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("contact", contacts.of(target.session(), target.jid()));
  }

  @PostMapping("/contact/getChat/{name}")
  Map<String, Object> getChat(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of(
        "result", chats.of(target.session(), chats.chat(target.session(), target.jid())));
  }

  @PostMapping("/contact/getAbout/{name}")
  Map<String, Object> getAbout(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of(
        "result",
        Jids.isGroup(target.jid())
            ? null
            : people
                .about(target.session().tenant(), target.session().id(), target.jid())
                .orElse(null));
  }

  @PostMapping("/contact/getProfilePicUrl/{name}")
  Map<String, Object> getProfilePicUrl(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of(
        "result",
        people
            .picture(target.session().tenant(), target.session().id(), target.jid())
            .orElse(null));
  }

  /// Groups cannot be blocked.
  @PostMapping({"/contact/block/{name}", "/client/blockContact/{name}"})
  Map<String, Object> block(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    if (Jids.isGroup(target.jid())) {
      return Success.of("result", false);
    }
    account.block(target.session().tenant(), target.session().id(), target.jid());
    return Success.of("result", true);
  }

  @PostMapping({"/contact/unblock/{name}", "/client/unblockContact/{name}"})
  Map<String, Object> unblock(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    if (Jids.isGroup(target.jid())) {
      return Success.of("result", false);
    }
    account.unblock(target.session().tenant(), target.session().id(), target.jid());
    return Success.of("result", true);
  }

  @PostMapping("/contact/isBlocked/{name}")
  Map<String, Object> isBlocked(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("result", contacts.blockedJids(target.session()).contains(target.jid()));
  }

  @PostMapping("/contact/getCommonGroups/{name}")
  Map<String, Object> getCommonGroups(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("result", common.with(target.session(), target.jid()));
  }

  @PostMapping("/contact/getFormattedNumber/{name}")
  Map<String, Object> getFormattedNumber(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("result", number(target).formatted());
  }

  @PostMapping("/contact/getCountryCode/{name}")
  Map<String, Object> getCountryCode(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("result", number(target).callingCode().orElse(""));
  }

  private static PhoneNumber number(Target target) {
    return Jids.phone(target.jid())
        .orElseThrow(
            () -> new Failure(Problem.CONTACT_NOT_FOUND, "The contact's number is not known"));
  }
}
