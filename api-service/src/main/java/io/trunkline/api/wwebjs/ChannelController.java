package io.trunkline.api.wwebjs;

import io.trunkline.api.chat.ChatActions;
import io.trunkline.api.chat.Chats;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.group.GroupPicture;
import io.trunkline.api.idempotency.IdempotentRequest;
import io.trunkline.api.media.UrlFetch;
import io.trunkline.api.newsletter.Newsletters;
import io.trunkline.api.web.Fields;
import io.trunkline.api.web.MayBeForm;
import io.trunkline.api.web.MayHoldFile;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.NewsletterInvite;
import io.trunkline.proto.newsletter.Newsletter;
import io.trunkline.proto.newsletter.NewsletterReactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `/channel`, and what `/client` does with channels, which WhatsApp's protocol calls newsletters.
@RestController
@MayBeForm
class ChannelController {
  private static final int MAX_NAME = 100;
  private static final int MAX_DESCRIPTION = 2048;
  private static final int MAX_COUNTRIES = 250;
  private static final int DEFAULT_SEARCH = 50;
  private static final Set<String> POSTABLE =
      Set.of("string", "MessageMedia", "MessageMediaFromURL");

  private final SessionDoor door;
  private final Newsletters newsletters;
  private final Chats chats;
  private final ChatActions actions;
  private final ContactViews contacts;
  private final Sending sending;
  private final UrlFetch urls;

  ChannelController(
      SessionDoor door,
      Newsletters newsletters,
      Chats chats,
      ChatActions actions,
      ContactViews contacts,
      Sending sending,
      UrlFetch urls) {
    this.door = door;
    this.newsletters = newsletters;
    this.chats = chats;
    this.actions = actions;
    this.contacts = contacts;
    this.sending = sending;
    this.urls = urls;
  }

  /// A connected session and a channel.
  private record Target(Connection session, String channel) {}

  private Target target(Caller caller, Scope scope, String name, Fields fields, String field) {
    var session = door.connected(caller, scope, name);
    var jid = Jids.parse(fields.required(field, ClientController.MAX_ID));
    if (!jid.endsWith("@newsletter")) {
      throw notFound();
    }
    return new Target(session, jid);
  }

  private Target target(Caller caller, Scope scope, String name, Fields fields) {
    return target(caller, scope, name, fields, "chatId");
  }

  private static Failure notFound() {
    return new Failure(Problem.CHAT_NOT_FOUND, "Channel not found");
  }

  // ---- /client

  @GetMapping("/client/getChannels/{name}")
  Map<String, Object> getChannels(Caller caller, @PathVariable String name) {
    var session = door.connected(caller, Scope.READ, name);
    return Success.of("result", views(session, newsletters.list(session.tenant(), session.id())));
  }

  /// @param nid the channel's id
  /// @param createdAtTs Unix seconds
  record Created(String title, Jids.Id nid, String inviteLink, long createdAtTs) {}

  @PostMapping("/client/createChannel/{name}")
  Map<String, Object> createChannel(
      Caller caller, @PathVariable String name, @MayHoldFile Fields fields) {
    var session = door.connected(caller, Scope.SEND, name);
    var options = fields.object("options").orElseGet(Fields::none);
    var created =
        newsletters.create(
            session.tenant(),
            session.id(),
            fields.required("title", MAX_NAME),
            options.optional("description", MAX_DESCRIPTION).orElse(""),
            options.object("picture").map(ChannelController::picture).orElseGet(() -> new byte[0]));
    return Success.of(
        "result",
        new Created(
            created.getName(),
            Jids.id(created.getJid()),
            ChannelView.LINK + created.getInviteCode(),
            created.getCreatedAt()));
  }

  private static byte[] picture(Fields media) {
    return GroupPicture.of(MediaForm.base64("data", media.required("data", MediaForm.MAX_BASE64)));
  }

  @PostMapping("/client/subscribeToChannel/{name}")
  Map<String, Object> subscribeToChannel(Caller caller, @PathVariable String name, Fields fields) {
    return follow(target(caller, Scope.SEND, name, fields, "channelId"), true);
  }

  @PostMapping("/client/unsubscribeFromChannel/{name}")
  Map<String, Object> unsubscribeFromChannel(
      Caller caller, @PathVariable String name, Fields fields) {
    return follow(target(caller, Scope.SEND, name, fields, "channelId"), false);
  }

  private Map<String, Object> follow(Target target, boolean isFollowed) {
    return Success.of(
        "result",
        newsletters.follow(
            target.session().tenant(), target.session().id(), target.channel(), isFollowed));
  }

  @PostMapping("/client/searchChannels/{name}")
  Map<String, Object> searchChannels(Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var search = fields.object("searchOptions").orElseGet(Fields::none);
    var found =
        newsletters.search(
            session.tenant(),
            session.id(),
            search.optional("searchText", MAX_NAME).orElse(""),
            search
                .textOrTexts("countryCodes", MAX_COUNTRIES, ClientController.MAX_ID)
                .orElse(List.of()),
            search
                .count("limit")
                .map(limit -> (int) Math.clamp(limit, 1L, Newsletters.MAX_PAGE))
                .orElse(DEFAULT_SEARCH));
    var isNewOnly = search.bool("skipSubscribedNewsletters").orElse(false);
    return Success.of(
        "result",
        views(
            session,
            found.stream()
                .filter(one -> !isNewOnly || ChannelView.word(one.getRole()).equals("guest"))
                .toList()));
  }

  @PostMapping("/client/getChannelByInviteCode/{name}")
  Map<String, Object> getChannelByInviteCode(
      Caller caller, @PathVariable String name, Fields fields) {
    var session = door.connected(caller, Scope.READ, name);
    var code = fields.required("inviteCode", ClientController.MAX_ID);
    return Success.of(
        "result",
        view(session, found(() -> newsletters.byInvite(session.tenant(), session.id(), code))));
  }

  private static Newsletter found(Supplier<Newsletter> question) {
    try {
      return question.get();
    } catch (Failure e) {
      throw e.problem() == Problem.REFUSED_BY_WHATSAPP ? notFound() : e;
    }
  }

  private List<ChannelView> views(Connection session, List<Newsletter> found) {
    return found.stream().map(newsletter -> view(session, newsletter)).toList();
  }

  private ChannelView view(Connection session, Newsletter newsletter) {
    return ChannelView.of(
        newsletter,
        chats.find(session.tenant(), session.id(), newsletter.getJid()),
        SessionDoor.own(session));
  }

  // ---- /channel

  @PostMapping("/channel/getClassInfo/{name}")
  Map<String, Object> getClassInfo(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    var session = target.session();
    return Success.of(
        "channel",
        view(
            session,
            found(() -> newsletters.get(session.tenant(), session.id(), target.channel()))));
  }

  @PostMapping("/channel/sendMessage/{name}")
  ResponseEntity<?> sendMessage(
      Caller caller,
      @PathVariable String name,
      @MayHoldFile Fields fields,
      @RequestHeader(name = IdempotentRequest.HEADER, required = false) String key) {
    var target = target(caller, Scope.SEND, name, fields);
    if (!POSTABLE.contains(fields.required("contentType", ClientController.MAX_ID))) {
      throw Failure.invalid("invalid contentType");
    }
    return sending.send(
        target.session(),
        "/channel/sendMessage/" + name,
        fields,
        target.channel(),
        Optional.empty(),
        key,
        "message");
  }

  @PostMapping("/channel/fetchMessages/{name}")
  Map<String, Object> fetchMessages(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    var search = fields.object("searchOptions").orElseGet(Fields::none);
    var isOwn = search.bool("fromMe");
    var count = Math.min(ChatController.limit(search), Newsletters.MAX_PAGE);
    var own = SessionDoor.own(target.session());
    return Success.of(
        "messages",
        newsletters
            .messages(target.session().tenant(), target.session().id(), target.channel(), count)
            .stream()
            .filter(message -> isOwn.isEmpty() || message.isOwn() == isOwn.get())
            .map(message -> MessageView.of(message, own))
            .toList());
  }

  @PostMapping("/channel/sendSeen/{name}")
  Map<String, Object> sendSeen(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var session = target.session();
    newsletters.see(session.tenant(), session.id(), target.channel());
    chats
        .find(session.tenant(), session.id(), target.channel())
        .ifPresent(chat -> actions.read(session.tenant(), session.id(), chat));
    return Success.of("result", true);
  }

  @PostMapping("/channel/mute/{name}")
  Map<String, Object> mute(Caller caller, @PathVariable String name, Fields fields) {
    return mute(target(caller, Scope.SEND, name, fields), true);
  }

  @PostMapping("/channel/unmute/{name}")
  Map<String, Object> unmute(Caller caller, @PathVariable String name, Fields fields) {
    return mute(target(caller, Scope.SEND, name, fields), false);
  }

  private Map<String, Object> mute(Target target, boolean isMuted) {
    return Success.of(
        "result",
        newsletters.mute(
            target.session().tenant(), target.session().id(), target.channel(), isMuted));
  }

  @PostMapping("/channel/setSubject/{name}")
  Map<String, Object> setSubject(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        newsletters.setName(
            target.session().tenant(),
            target.session().id(),
            target.channel(),
            fields.required("newSubject", MAX_NAME)));
  }

  @PostMapping("/channel/setDescription/{name}")
  Map<String, Object> setDescription(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var description =
        fields
            .optional("newDescription", MAX_DESCRIPTION)
            .orElseThrow(() -> Failure.invalid("newDescription is required"));
    return Success.of(
        "result",
        newsletters.setDescription(
            target.session().tenant(), target.session().id(), target.channel(), description));
  }

  @PostMapping("/channel/setProfilePicture/{name}")
  Map<String, Object> setProfilePicture(
      Caller caller, @PathVariable String name, @MayHoldFile Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var jpeg =
        fields
            .object("newProfilePictureMedia")
            .map(ChannelController::picture)
            .orElseGet(() -> fetched(fields));
    return Success.of(
        "result",
        newsletters.setPicture(
            target.session().tenant(), target.session().id(), target.channel(), jpeg));
  }

  private byte[] fetched(Fields fields) {
    var url =
        fields
            .httpUrl("newProfilePictureUrl")
            .orElseThrow(() -> Failure.invalid("newProfilePictureMedia is required"));
    try (var file = urls.fetch(url);
        var bytes = file.getInputStream()) {
      if (file.length() > MediaForm.MAX_BASE64) {
        throw new Failure(Problem.MEDIA_TOO_LARGE, "The picture is too large");
      }
      return GroupPicture.of(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("A fetched file cannot be read", e);
    }
  }

  @PostMapping("/channel/setReactionSetting/{name}")
  Map<String, Object> setReactionSetting(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var allowed =
        switch (fields.count("reactionCode").orElse(0L).intValue()) {
          case 0 -> NewsletterReactions.NEWSLETTER_REACTIONS_ALL;
          case 1 -> NewsletterReactions.NEWSLETTER_REACTIONS_BASIC;
          case 2 -> NewsletterReactions.NEWSLETTER_REACTIONS_NONE;
          default -> throw Failure.invalid("reactionCode must be 0, 1 or 2");
        };
    return Success.of(
        "result",
        newsletters.setReactions(
            target.session().tenant(), target.session().id(), target.channel(), allowed));
  }

  /// @param role subscriber, admin or owner
  record Subscriber(ContactView contact, String role) {}

  @PostMapping("/channel/getSubscribers/{name}")
  Map<String, Object> getSubscribers(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.READ, name, fields);
    var limit =
        fields
            .count("limit")
            .map(count -> (int) Math.clamp(count, 1L, Newsletters.MAX_PAGE))
            .orElse(Newsletters.MAX_PAGE);
    var found =
        newsletters.subscribers(
            target.session().tenant(), target.session().id(), target.channel(), limit);
    return Success.of(
        "result",
        found.stream()
            .map(
                one ->
                    new Subscriber(
                        contacts.of(target.session(), List.of(Jids.of(one.getUser()))).getFirst(),
                        ChannelView.word(one.getRole())))
            .toList());
  }

  @PostMapping("/channel/demoteChannelAdmin/{name}")
  Map<String, Object> demoteChannelAdmin(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        newsletters.demote(
            target.session().tenant(),
            target.session().id(),
            target.channel(),
            user(fields, "userId")));
  }

  /// The invitation goes to the user as a message, with `options.comment`.
  @PostMapping("/channel/sendChannelAdminInvite/{name}")
  Map<String, Object> sendChannelAdminInvite(
      Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    var session = target.session();
    var user = user(fields, "userId");
    var options = fields.object("options").orElseGet(Fields::none);
    var comment = options.optional("comment", MAX_DESCRIPTION).orElse("");
    var end = newsletters.inviteAdmin(session.tenant(), session.id(), target.channel(), user);
    if (end.isEmpty()) {
      return Success.of("result", false);
    }
    var channel = newsletters.get(session.tenant(), session.id(), target.channel());
    sending.send(
        session,
        user,
        Content.newBuilder()
            .setNewsletterInvite(
                NewsletterInvite.newBuilder()
                    .setNewsletter(target.channel())
                    .setName(channel.getName())
                    .setCaption(comment)
                    .setAsAdmin(true)
                    .setExpiresAtS(end.get()))
            .build());
    return Success.of("result", true);
  }

  @PostMapping("/channel/revokeChannelAdminInvite/{name}")
  Map<String, Object> revokeChannelAdminInvite(
      Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        newsletters.revokeAdminInvite(
            target.session().tenant(),
            target.session().id(),
            target.channel(),
            user(fields, "userId")));
  }

  @PostMapping("/channel/acceptChannelAdminInvite/{name}")
  Map<String, Object> acceptChannelAdminInvite(
      Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        newsletters.acceptAdminInvite(
            target.session().tenant(), target.session().id(), target.channel()));
  }

  @PostMapping("/channel/transferChannelOwnership/{name}")
  Map<String, Object> transferChannelOwnership(
      Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        newsletters.changeOwner(
            target.session().tenant(),
            target.session().id(),
            target.channel(),
            user(fields, "newOwnerId")));
  }

  private static String user(Fields fields, String field) {
    return Jids.parse(fields.required(field, ClientController.MAX_ID));
  }

  @PostMapping("/channel/deleteChannel/{name}")
  Map<String, Object> deleteChannel(Caller caller, @PathVariable String name, Fields fields) {
    var target = target(caller, Scope.SEND, name, fields);
    return Success.of(
        "result",
        newsletters.delete(target.session().tenant(), target.session().id(), target.channel()));
  }
}
