package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.ChatActions;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.group.Groups;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.media.MessageFiles;
import io.trunkline.api.message.ChatMessages;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageActions;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.api.message.PhoneNumber;
import io.trunkline.api.message.Recipient;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.IdempotentReplies;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.api.wwebjs.MessageDoor.Target;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.content.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `/message`: what can be done with one message of a chat.
@RestController
@MayBeForm
class MessageController {
  private static final int MAX_EMOJI = 64;
  private static final long WEEK_SECONDS = 604_800;
  private static final List<Long> PIN_SECONDS = List.of(86_400L, WEEK_SECONDS, 2_592_000L);

  private final MessageDoor door;
  private final ChatMessages messages;
  private final MessageActions actions;
  private final ChatActions chats;
  private final Groups groups;
  private final MessageFiles files;
  private final ContactViews contacts;
  private final Sending sending;
  private final IdempotentReplies idempotent;

  MessageController(
      MessageDoor door,
      ChatMessages messages,
      MessageActions actions,
      ChatActions chats,
      Groups groups,
      MessageFiles files,
      ContactViews contacts,
      Sending sending,
      IdempotentReplies idempotent) {
    this.idempotent = idempotent;
    this.door = door;
    this.messages = messages;
    this.actions = actions;
    this.chats = chats;
    this.groups = groups;
    this.files = files;
    this.contacts = contacts;
    this.sending = sending;
  }

  @PostMapping("/message/getClassInfo/{name}")
  Map<String, Object> getClassInfo(Caller caller, @PathVariable String name, Fields fields) {
    return Success.of("message", door.open(caller, Scope.READ, name, fields).view());
  }

  /// `null` for messages of others.
  @PostMapping("/message/getInfo/{name}")
  Map<String, Object> getInfo(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    var message = target.message();
    if (!message.isOwn()) {
      return Success.of("info", null);
    }
    var recipients =
        Jids.isGroup(message.chat())
            ? groups
                    .get(target.session().tenant(), target.session().id(), message.chat())
                    .getParticipantsCount()
                - 1
            : 1;
    return Success.of("info", DeliveryView.of(message, recipients));
  }

  @PostMapping("/message/react/{name}")
  ResponseEntity<?> react(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = door.open(caller, Scope.SEND, name, fields);
    var emoji = fields.optional("reaction", MAX_EMOJI).orElse("");
    return once(
        target,
        request("react", name, fields, key),
        request -> {
          actions.react(target.session().tenant(), target.message(), emoji, request);
          return Success.done();
        },
        Success.done());
  }

  @PostMapping("/message/star/{name}")
  Map<String, Object> star(Caller caller, @PathVariable String name, Fields fields) {
    return star(door.open(caller, Scope.SEND, name, fields), fields.bool("star").orElse(true));
  }

  @PostMapping("/message/unstar/{name}")
  Map<String, Object> unstar(Caller caller, @PathVariable String name, Fields fields) {
    return star(door.open(caller, Scope.SEND, name, fields), false);
  }

  private Map<String, Object> star(Target target, boolean isStarred) {
    chats.star(target.session().tenant(), target.session().id(), target.message(), isStarred);
    return Success.done();
  }

  /// For everyone where that is asked for and allowed, else on the account's own devices.
  @PostMapping("/message/delete/{name}")
  ResponseEntity<?> delete(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = door.open(caller, Scope.SEND, name, fields);
    var isForEveryone = fields.bool("everyone").orElse(false);
    return once(
        target,
        request("delete", name, fields, key),
        request -> {
          if (isForEveryone && mayRevoke(target)) {
            actions.revoke(target.session().tenant(), target.message(), request);
          } else {
            chats.deleteForMe(
                target.session().tenant(),
                target.session().id(),
                target.message(),
                fields.bool("clearMedia").orElse(true));
          }
          return Success.done();
        },
        Success.done());
  }

  /// Own messages, and in groups those of others where the account is admin.
  private boolean mayRevoke(Target target) {
    if (target.message().isOwn()) {
      return true;
    }
    var chat = target.message().chat();
    if (!Jids.isGroup(chat)) {
      return false;
    }
    var own = Jids.show(SessionDoor.own(target.session()));
    return GroupView.participants(
            groups.get(target.session().tenant(), target.session().id(), chat))
        .stream()
        .anyMatch(member -> member.isAdmin() && member.id().serialized().equals(own));
  }

  @PostMapping("/message/forward/{name}")
  ResponseEntity<?> forward(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = door.open(caller, Scope.SEND, name, fields);
    var to = Jids.parse(fields.required("destinationChatId", ClientController.MAX_ID));
    return once(
        target,
        request("forward", name, fields, key),
        request -> {
          actions.forward(
              target.session().tenant(),
              target.message(),
              new Recipient(to, Jids.phone(to).map(PhoneNumber::international)),
              request);
          return Success.done();
        },
        Success.done());
  }

  /// @param filename null where the message names none
  record Media(String mimetype, String data, String filename, Long filesize) {}

  @PostMapping("/message/downloadMedia/{name}")
  Map<String, Object> downloadMedia(Caller caller, @PathVariable String name, Fields fields) {
    var opened = open(door.open(caller, Scope.READ, name, fields));
    try (var file = opened.file()) {
      return Success.of(
          "messageMedia",
          new Media(
              opened.about().getMimetype(),
              Base64.getEncoder().encodeToString(file.bytes().readAllBytes()),
              fileName(opened).orElse(null),
              file.length()));
    } catch (IOException e) {
      throw new UncheckedIOException("A stored file cannot be read", e);
    }
  }

  @PostMapping("/message/downloadMediaAsData/{name}")
  ResponseEntity<InputStreamResource> downloadMediaAsData(
      Caller caller, @PathVariable String name, Fields fields) {
    var opened = open(door.open(caller, Scope.READ, name, fields));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(opened.about().getMimetype()))
        .contentLength(opened.file().length())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename(fileName(opened).orElse("file"))
                .build()
                .toString())
        .body(new InputStreamResource(opened.file().bytes()));
  }

  private MessageFiles.Opened open(Target target) {
    if (target.message().details().isRevoked()) {
      throw new Failure(Problem.MEDIA_NOT_AVAILABLE, "Message media not found");
    }
    return files.open(target.session().tenant(), target.message().id());
  }

  private static Optional<String> fileName(MessageFiles.Opened opened) {
    return Optional.of(opened.about().getFileName()).filter(name -> !name.isEmpty());
  }

  @PostMapping("/message/getQuotedMessage/{name}")
  Map<String, Object> getQuotedMessage(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    var quote = target.message().content().getQuote();
    var own = SessionDoor.own(target.session());
    return Success.ofPresent(
        "quotedMessage",
        messages
            .find(
                target.session().tenant(),
                target.session().id(),
                Optional.empty(),
                quote.getWhatsappId(),
                Optional.empty())
            .map(message -> MessageView.of(message, own)));
  }

  @PostMapping("/message/getMentions/{name}")
  Map<String, Object> getMentions(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    return Success.of(
        "contacts", contacts.of(target.session(), target.message().content().getMentionsList()));
  }

  @PostMapping("/message/getGroupMentions/{name}")
  Map<String, Object> getGroupMentions(Caller caller, @PathVariable String name, Fields fields) {
    return Success.of("result", door.open(caller, Scope.READ, name, fields).view().groupMentions());
  }

  @PostMapping("/message/getContact/{name}")
  Map<String, Object> getContact(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    var author =
        target.message().isOwn()
            ? SessionDoor.own(target.session())
            : target.message().sender().orElse(target.message().chat());
    return Success.of("contact", contacts.of(target.session(), List.of(author)).getFirst());
  }

  /// `null` where the message cannot be edited: it is not ours, or has no words.
  @PostMapping("/message/edit/{name}")
  ResponseEntity<?> edit(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = door.open(caller, Scope.SEND, name, fields);
    var words = fields.required("content", SendForm.MAX_TEXT);
    var content = edited(target.message(), words);
    if (content.isEmpty()) {
      return ResponseEntity.ok(Success.of("message", null));
    }
    var shown = MessageView.of(target.message().edited(words), SessionDoor.own(target.session()));
    return once(
        target,
        request("edit", name, fields, key),
        request -> {
          var sent =
              actions.edit(target.session().tenant(), target.message(), content.get(), request);
          return Success.of("message", sent.status() == MessageStatus.FAILED ? null : shown);
        },
        Success.of("message", shown));
  }

  private static Optional<Content> edited(Message message, String words) {
    if (!message.isOwn() || message.details().isRevoked()) {
      return Optional.empty();
    }
    var content = message.content().toBuilder();
    switch (message.content().getKindCase()) {
      case TEXT -> content.getTextBuilder().setBody(words).clearPreview();
      case IMAGE -> content.getImageBuilder().setCaption(words);
      case VIDEO -> content.getVideoBuilder().setCaption(words);
      case DOCUMENT -> content.getDocumentBuilder().setCaption(words);
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(content.build());
  }

  @PostMapping("/message/pin/{name}")
  ResponseEntity<?> pin(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = door.open(caller, Scope.SEND, name, fields);
    var seconds = fields.count("duration").orElse(WEEK_SECONDS);
    if (!PIN_SECONDS.contains(seconds)) {
      throw Failure.invalid("duration must be 86400, 604800 or 2592000");
    }
    return pinned(
        target, Optional.of(Duration.ofSeconds(seconds)), request("pin", name, fields, key));
  }

  @PostMapping("/message/unpin/{name}")
  ResponseEntity<?> unpin(
      Caller caller,
      @PathVariable String name,
      Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    return pinned(
        door.open(caller, Scope.SEND, name, fields),
        Optional.empty(),
        request("unpin", name, fields, key));
  }

  private ResponseEntity<?> pinned(Target target, Optional<Duration> duration, Keyed keyed) {
    return once(
        target,
        keyed,
        request -> {
          var sent = actions.pin(target.session().tenant(), target.message(), duration, request);
          return Success.of("result", sent.status() != MessageStatus.FAILED);
        },
        Success.of("result", true));
  }

  /// A call that is done once, where it names a key.
  private record Keyed(String path, Optional<IdempotentRequest> request) {}

  private static Keyed request(String call, String name, Fields fields, String key) {
    var path = "/message/" + call + "/" + name;
    return new Keyed(path, IdempotentRequest.of(key, "POST " + path, fields.canonical()));
  }

  /// @param again the reply where the first one was not kept
  private ResponseEntity<?> once(
      Target target,
      Keyed keyed,
      Function<Optional<IdempotentRequest>, Map<String, Object>> work,
      Map<String, Object> again) {
    return idempotent.once(
        target.session().tenant(),
        keyed.request(),
        keyed.path(),
        () -> ResponseEntity.ok(work.apply(keyed.request())),
        _ -> ResponseEntity.ok(again));
  }

  @PostMapping("/message/reply/{name}")
  ResponseEntity<?> reply(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = door.open(caller, Scope.SEND, name, fields);
    return sending.send(
        target.session(),
        "/message/reply/" + name,
        fields,
        target.message().chat(),
        Optional.of(target.message()),
        key,
        "repliedMessage");
  }

  @PostMapping("/message/getReactions/{name}")
  Map<String, Object> getReactions(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    return Success.of(
        "result",
        ReactionView.of(target.message(), additions(target), SessionDoor.own(target.session())));
  }

  @PostMapping("/message/getPollVotes/{name}")
  Map<String, Object> getPollVotes(Caller caller, @PathVariable String name, Fields fields) {
    var target = door.open(caller, Scope.READ, name, fields);
    return Success.of(
        "votes",
        PollVoteView.of(target.message(), additions(target), SessionDoor.own(target.session())));
  }

  private List<ChatMessages.Addition> additions(Target target) {
    return messages.additions(
        target.session().tenant(), target.session().id(), target.message().whatsappId());
  }
}
