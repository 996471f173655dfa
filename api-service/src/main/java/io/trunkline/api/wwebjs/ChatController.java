package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.Chat;
import io.trunkline.api.chat.ChatActions;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.message.ChatMessages.Lines;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.presence.ShowTyping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/chat`, and the older names of the same calls under `/client`.
@RestController
@MayBeForm
class ChatController {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 1000;
  private static final int MAX_LABELS = 100;

  private final SessionDoor door;
  private final Chats chats;
  private final ChatViews views;
  private final ChatActions actions;
  private final ChatMessages messages;
  private final ContactViews contacts;

  ChatController(
      SessionDoor door,
      Chats chats,
      ChatViews views,
      ChatActions actions,
      ChatMessages messages,
      ContactViews contacts) {
    this.door = door;
    this.chats = chats;
    this.views = views;
    this.actions = actions;
    this.messages = messages;
    this.contacts = contacts;
  }

  /// A connected session and one of its chats.
  private record Target(Connection session, Chat chat) {}

  private Target target(Caller caller, Scope scope, String name, Fields fields) {
    var session = door.connected(caller, scope, name);
    return new Target(session, views.chat(session, ClientController.chatId(fields)));
  }

  @PostMapping("/chat/fetchMessages/{name}")
  Map<String, Object> fetchMessages(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    var search = fields.object("searchOptions").orElseGet(Fields::none);
    var lines =
        new Lines(
            Optional.of(target.chat().jid()),
            search.bool("fromMe").map(isOwn -> isOwn ? Direction.OUT : Direction.IN),
            ClientController.since(search),
            Optional.empty(),
            search
                .optional("messageId", ClientController.MAX_ID)
                .map(id -> MessageIds.parse(id).whatsappId()));
    var own = SessionDoor.own(target.session());
    return Success.of(
        "messages",
        messages
            .lines(target.session().tenant(), target.session().id(), lines, limit(search), 0)
            .stream()
            .map(message -> MessageView.of(message, own))
            .toList());
  }

  static int limit(Fields search) {
    return search
        .count("limit")
        .map(limit -> (int) Math.clamp(limit, 1L, MAX_LIMIT))
        .orElse(DEFAULT_LIMIT);
  }

  @PostMapping("/client/searchMessages/{name}")
  Map<String, Object> searchMessages(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var options = fields.object("options").orElseGet(Fields::none);
    var lines =
        new Lines(
            options.optional("chatId", ClientController.MAX_ID).map(Jids::parse),
            Optional.empty(),
            Optional.empty(),
            Optional.of(fields.required("query", ClientController.MAX_ID)),
            Optional.empty());
    var limit = limit(options);
    var page = options.count("page").map(number -> Math.clamp(number, 1L, MAX_LIMIT)).orElse(1L);
    var own = SessionDoor.own(session);
    return Success.of(
        "messages",
        messages
            .lines(session.tenant(), session.id(), lines, limit, (int) (page - 1) * limit)
            .stream()
            .map(message -> MessageView.of(message, own))
            .toList());
  }

  @PostMapping("/chat/sendStateTyping/{name}")
  Map<String, Object> sendStateTyping(Caller caller, @PathVariable String name, Fields fields) {
    return type(target(caller, Scope.SEND, name, fields), ShowTyping.State.COMPOSING);
  }

  @PostMapping("/chat/sendStateRecording/{name}")
  Map<String, Object> sendStateRecording(Caller caller, @PathVariable String name, Fields fields) {
    return type(target(caller, Scope.SEND, name, fields), ShowTyping.State.RECORDING);
  }

  @PostMapping("/chat/clearState/{name}")
  Map<String, Object> clearState(Caller caller, @PathVariable String name, Fields fields) {
    return type(target(caller, Scope.SEND, name, fields), ShowTyping.State.PAUSED);
  }

  private Map<String, Object> type(Target target, ShowTyping.State state) {
    actions.showTyping(
        target.session().tenant(), target.session().id(), target.chat().jid(), state);
    return Success.of("result", true);
  }

  @PostMapping({"/chat/sendSeen/{name}", "/client/sendSeen/{name}"})
  Map<String, Object> sendSeen(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.read(target.session().tenant(), target.session().id(), target.chat());
    return Success.of("result", true);
  }

  @PostMapping({"/chat/markUnread/{name}", "/client/markChatUnread/{name}"})
  Map<String, Object> markUnread(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.markUnread(target.session().tenant(), target.session().id(), target.chat().jid());
    return Success.done();
  }

  @PostMapping({"/chat/archive/{name}", "/client/archiveChat/{name}"})
  Map<String, Object> archive(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.archive(target.session().tenant(), target.session().id(), target.chat().jid(), true);
    return Success.of("result", true);
  }

  @PostMapping({"/chat/unarchive/{name}", "/client/unarchiveChat/{name}"})
  Map<String, Object> unarchive(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.archive(target.session().tenant(), target.session().id(), target.chat().jid(), false);
    return Success.of("result", false);
  }

  @PostMapping({"/chat/pin/{name}", "/client/pinChat/{name}"})
  Map<String, Object> pin(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result", actions.pin(target.session().tenant(), target.session().id(), target.chat()));
  }

  @PostMapping({"/chat/unpin/{name}", "/client/unpinChat/{name}"})
  Map<String, Object> unpin(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.unpin(target.session().tenant(), target.session().id(), target.chat().jid());
    return Success.of("result", false);
  }

  /// @param muteExpiration 0 not muted, -1 for ever, else Unix seconds
  record Mute(boolean isMuted, long muteExpiration) {}

  @PostMapping({"/chat/mute/{name}", "/client/muteChat/{name}"})
  Map<String, Object> mute(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var until =
        fields
            .count("unmuteDate")
            .map(
                at -> {
                  if (at > ClientController.MAX_UNIX_SECONDS) {
                    throw Failure.invalid("unmuteDate must be Unix seconds");
                  }
                  return Instant.ofEpochSecond(at);
                });
    actions.mute(target.session().tenant(), target.session().id(), target.chat().jid(), until);
    return Success.of("result", new Mute(true, until.map(Instant::getEpochSecond).orElse(-1L)));
  }

  @PostMapping({"/chat/unmute/{name}", "/client/unmuteChat/{name}"})
  Map<String, Object> unmute(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.unmute(target.session().tenant(), target.session().id(), target.chat().jid());
    return Success.of("result", new Mute(false, 0));
  }

  @PostMapping("/chat/clearMessages/{name}")
  Map<String, Object> clearMessages(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.clear(target.session().tenant(), target.session().id(), target.chat().jid());
    return Success.of("result", true);
  }

  @PostMapping("/chat/delete/{name}")
  Map<String, Object> delete(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    actions.delete(target.session().tenant(), target.session().id(), target.chat().jid());
    return Success.of("result", true);
  }

  @PostMapping("/chat/getLabels/{name}")
  Map<String, Object> getLabels(Caller caller, @PathVariable String name, Fields fields) {
    return Success.of("labels", labels(target(caller, Scope.READ, name, fields)));
  }

  @PostMapping("/client/getChatLabels/{name}")
  Map<String, Object> getChatLabels(Caller caller, @PathVariable String name, Fields fields) {
    return Success.of("chatLabels", labels(target(caller, Scope.READ, name, fields)));
  }

  private List<LabelView> labels(Target target) {
    return chats
        .labels(target.session().tenant(), target.session().id(), Optional.of(target.chat().jid()))
        .stream()
        .map(LabelView::of)
        .toList();
  }

  @PostMapping("/client/getLabelById/{name}")
  Map<String, Object> getLabelById(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var id = fields.required("labelId", ClientController.MAX_ID);
    return Success.of(
        "label",
        chats.labels(session.tenant(), session.id()).stream()
            .filter(label -> label.id().equals(id))
            .findFirst()
            .map(LabelView::of)
            .orElse(null));
  }

  @PostMapping("/client/getChatsByLabelId/{name}")
  Map<String, Object> getChatsByLabelId(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var label = fields.required("labelId", ClientController.MAX_ID);
    var filter = new Chats.Filter(false, Optional.of(label));
    return Success.of("chats", views.all(session, filter, Optional.empty()));
  }

  /// The chat has these labels then and no other.
  @PostMapping("/chat/changeLabels/{name}")
  Map<String, Object> changeLabels(Caller caller, @PathVariable String name, Fields fields) {
    relabel(target(caller, Scope.SEND, name, fields), listed(fields, "labelIds", MAX_LABELS));
    return Success.done();
  }

  @PostMapping("/client/addOrRemoveLabels/{name}")
  Map<String, Object> addOrRemoveLabels(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    var labels = listed(fields, "labelIds", MAX_LABELS);
    listed(fields, "chatIds", MAX_LIMIT)
        .forEach(
            chat -> relabel(new Target(session, views.chat(session, Jids.parse(chat))), labels));
    return Success.done();
  }

  private static List<String> listed(Fields fields, String name, int most) {
    return fields
        .textOrTexts(name, most, ClientController.MAX_ID)
        .orElseThrow(() -> Failure.invalid(name + " is required"));
  }

  private void relabel(Target target, List<String> wanted) {
    var present = labels(target).stream().map(LabelView::id).toList();
    Stream.concat(present.stream(), wanted.stream())
        .distinct()
        .filter(label -> present.contains(label) != wanted.contains(label))
        .forEach(
            label ->
                actions.label(
                    target.session().tenant(),
                    target.session().id(),
                    target.chat().jid(),
                    label,
                    wanted.contains(label)));
  }

  @PostMapping("/chat/getContact/{name}")
  Map<String, Object> getContact(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("contact", contacts.of(target.session(), target.chat().jid()));
  }

  @PostMapping("/chat/getClassInfo/{name}")
  Map<String, Object> getClassInfo(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of("chat", views.of(target.session(), target.chat()));
  }

  @PostMapping({"/chat/syncHistory/{name}", "/client/syncHistory/{name}"})
  Map<String, Object> syncHistory(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    return Success.of(
        "result",
        actions.askForPast(target.session().tenant(), target.session().id(), target.chat().jid()));
  }
}
