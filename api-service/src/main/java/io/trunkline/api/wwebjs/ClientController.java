package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.ChatActions;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.people.OwnAccount;
import io.trunkline.api.people.People;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.presence.ShowTyping;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// `/client`: the account's chats, contacts and profile, and sending.
@RestController
@MayBeForm
class ClientController {
  static final int MAX_ID = 256;
  private static final int MAX_STATUS = 139;
  private static final int MAX_DISPLAY_NAME = 25;
  /// The end of the year 9999.
  static final long MAX_UNIX_SECONDS = 253_402_300_799L;

  private final SessionDoor door;
  private final Chats chats;
  private final ChatViews chatViews;
  private final ChatActions actions;
  private final ContactViews contacts;
  private final People people;
  private final OwnAccount account;
  private final CommonGroups common;
  private final Sending sending;

  ClientController(
      SessionDoor door,
      Chats chats,
      ChatViews chatViews,
      ChatActions actions,
      ContactViews contacts,
      People people,
      OwnAccount account,
      CommonGroups common,
      Sending sending) {
    this.door = door;
    this.chats = chats;
    this.chatViews = chatViews;
    this.actions = actions;
    this.contacts = contacts;
    this.people = people;
    this.account = account;
    this.common = common;
    this.sending = sending;
  }

  @PostMapping("/client/sendMessage/{name}")
  ResponseEntity<?> sendMessage(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var session = door.connected(caller, Scope.SEND, name);
    var to = chatId(fields);
    return sending.send(
        session, "/client/sendMessage/" + name, fields, to, Optional.empty(), key, "message");
  }

  @RequestMapping(
      path = "/client/getChats/{name}",
      method = {RequestMethod.GET, RequestMethod.POST})
  Map<String, Object> getChats(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var search = fields.object("searchOptions").orElseGet(Fields::none);
    var filter = new Chats.Filter(search.bool("unread").orElse(false), Optional.empty());
    return Success.of("chats", chatViews.all(session, filter, since(search)));
  }

  static Optional<Instant> since(Fields search) {
    return search.count("since").map(at -> Instant.ofEpochSecond(Math.min(at, MAX_UNIX_SECONDS)));
  }

  @PostMapping("/client/getChatById/{name}")
  Map<String, Object> getChatById(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("chat", chatViews.of(session, chatViews.chat(session, chatId(fields))));
  }

  @RequestMapping(
      path = "/client/getContacts/{name}",
      method = {RequestMethod.GET, RequestMethod.POST})
  Map<String, Object> getContacts(Caller caller, @PathVariable String name) {
    return Success.of("contacts", contacts.all(door.connected(caller, Scope.READ, name)));
  }

  @PostMapping("/client/getContactById/{name}")
  Map<String, Object> getContactById(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("contact", contacts.of(session, contactId(fields)));
  }

  @PostMapping("/client/isRegisteredUser/{name}")
  Map<String, Object> isRegisteredUser(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("result", numberId(session, fields).isPresent());
  }

  @PostMapping("/client/getNumberId/{name}")
  Map<String, Object> getNumberId(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("result", numberId(session, fields).orElse(null));
  }

  private Optional<Jids.Id> numberId(Connection session, Fields fields) {
    var digits = Jids.number(fields.required("number", MAX_ID)).digits();
    return people.onWhatsApp(session.tenant(), session.id(), digits).map(Jids::of).map(Jids::id);
  }

  /// @param phone of a time when phones told about themselves: always empty
  record SessionInfo(
      String pushname, Jids.Id wid, Jids.Id me, Map<String, Object> phone, String platform) {}

  @PostMapping("/client/getInfo/{name}")
  Map<String, Object> getInfo(Caller caller, @PathVariable String name) {
    return Success.of("sessionInfo", info(door.connected(caller, Scope.READ, name)));
  }

  /// The older name of [#getInfo].
  @RequestMapping(path = "/client/getClassInfo/{name}", method = RequestMethod.GET)
  Map<String, Object> getClassInfo(Caller caller, @PathVariable String name) {
    return getInfo(caller, name);
  }

  private SessionInfo info(Connection session) {
    var me = Jids.id(SessionDoor.own(session));
    var profile = account.profile(session.tenant(), session.id());
    return new SessionInfo(profile.getPushName(), me, me, Map.of(), "android");
  }

  @PostMapping("/client/getLabels/{name}")
  Map<String, Object> getLabels(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of(
        "labels",
        chats.labels(session.tenant(), session.id()).stream().map(LabelView::of).toList());
  }

  @PostMapping("/client/getProfilePicUrl/{name}")
  Map<String, Object> getProfilePicUrl(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.ofPresent(
        "result", people.picture(session.tenant(), session.id(), contactId(fields)));
  }

  @PostMapping("/client/getBlockedContacts/{name}")
  Map<String, Object> getBlockedContacts(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("blockedContacts", contacts.blocked(session));
  }

  @PostMapping("/client/setStatus/{name}")
  Map<String, Object> setStatus(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    account.setAbout(session.tenant(), session.id(), fields.required("status", MAX_STATUS));
    return Success.done();
  }

  @PostMapping("/client/setDisplayName/{name}")
  Map<String, Object> setDisplayName(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    account.setPushName(
        session.tenant(), session.id(), fields.required("displayName", MAX_DISPLAY_NAME));
    return Success.of("result", true);
  }

  @PostMapping("/client/getCommonGroups/{name}")
  Map<String, Object> getCommonGroups(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("groups", common.with(session, contactId(fields)));
  }

  @PostMapping("/client/sendPresenceUpdate/{name}")
  Map<String, Object> sendPresenceUpdate(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    switch (fields.optional("presence", MAX_ID).orElse("available")) {
      case "available" -> account.showAvailable(session.tenant(), session.id(), true);
      case "unavailable" -> account.showAvailable(session.tenant(), session.id(), false);
      case "composing" -> type(session, fields, ShowTyping.State.COMPOSING);
      case "recording" -> type(session, fields, ShowTyping.State.RECORDING);
      case "paused" -> type(session, fields, ShowTyping.State.PAUSED);
      default ->
          throw Failure.invalid(
              "presence must be available, unavailable, composing, recording or paused");
    }
    return Success.done();
  }

  private void type(Connection session, Fields fields, ShowTyping.State state) {
    actions.showTyping(session.tenant(), session.id(), chatId(fields), state);
  }

  static String chatId(Fields fields) {
    return Jids.parse(fields.required("chatId", MAX_ID));
  }

  static String contactId(Fields fields) {
    return Jids.parse(fields.required("contactId", MAX_ID));
  }
}
