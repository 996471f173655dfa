package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.MessageKey;
import io.trunkline.proto.content.MessageStatus;
import io.trunkline.proto.event.Address;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.proto.event.MessageStatusChanged;
import io.trunkline.proto.event.UndecryptableMessage;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Session;
import io.trunkline.webhook.memory.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Messages and what became of them.
final class MessageEvents {
  private static final int SERVER = 1;

  private final Memory memory;
  private final Session own;

  MessageEvents(Memory memory, Session own) {
    this.memory = memory;
    this.own = own;
  }

  List<WwebjsEvent> arrived(MessageReceived message) {
    var content = message.getContent();
    return switch (content.getKindCase()) {
      case REACTION -> List.of(reacted(message));
      case REVOKE -> List.of(revoked(message));
      case EDIT -> List.of(edited(message));
      case POLL_VOTE -> List.of(voted(message));
      default -> MessageKinds.isShown(content) ? shown(message) : List.of();
    };
  }

  private List<WwebjsEvent> shown(MessageReceived message) {
    memory.put(new StoredMessage(own.id(), message, SERVER));
    var chat =
        memory
            .chat(own.id(), Ids.jid(message.getChat()))
            .moved(message.getTimestamp(), Optional.of(message.getWhatsappId()));
    var view = WwebjsMessage.of(message, own, SERVER);
    var events = new ArrayList<WwebjsEvent>();
    events.add(WwebjsEvent.of("message_create", "message", view));
    if (message.getFromMe()) {
      memory.put(chat);
      return events;
    }
    if (!Ids.isGroup(chat.jid()) && chat.name().isEmpty()) {
      chat = chat.called(message.getPushName());
    }
    chat = chat.unread(Math.max(chat.unreadCount(), 0) + 1);
    memory.put(chat);
    events.add(WwebjsEvent.of("message", "message", view));
    events.add(WwebjsEvent.of("unread_count", "chat", WwebjsChat.of(chat, own, memory)));
    return events;
  }

  private WwebjsEvent reacted(MessageReceived message) {
    var reaction = message.getContent().getReaction();
    var sender = message.getFromMe() ? Ids.own(own) : Ids.jid(message.getSender());
    var view =
        WwebjsMessage.ordered(
            "id",
            WwebjsMessage.id(message, own),
            "orphan",
            0,
            "orphanReason",
            null,
            "timestamp",
            message.getTimestamp(),
            "reaction",
            reaction.getText(),
            "read",
            false,
            "msgId",
            WwebjsMessage.target(message, reaction.getTarget(), own),
            "senderId",
            sender,
            "ack",
            SERVER);
    return new WwebjsEvent("message_reaction", WwebjsMessage.ordered("reaction", view));
  }

  private WwebjsEvent revoked(MessageReceived message) {
    var data = WwebjsMessage.ordered("message", WwebjsMessage.of(message, own, SERVER));
    stored(message.getContent().getRevoke().getTarget())
        .ifPresent(found -> data.put("revokedMsg", view(found)));
    return new WwebjsEvent("message_revoke_everyone", data);
  }

  /// `message` is the message as it reads now, under its own id.
  private WwebjsEvent edited(MessageReceived message) {
    var edit = message.getContent().getEdit();
    var before = stored(edit.getTarget());
    var now =
        before
            .map(StoredMessage::message)
            .orElse(message.toBuilder().setWhatsappId(edit.getTarget().getWhatsappId()).build())
            .toBuilder()
            .setContent(edit.getContent())
            .build();
    memory.put(new StoredMessage(own.id(), now, before.map(StoredMessage::ack).orElse(SERVER)));
    var view = WwebjsMessage.of(now, own, before.map(StoredMessage::ack).orElse(SERVER));
    view.put("latestEditSenderTimestampMs", edit.getAtMs());
    view.put("latestEditMsgKey", WwebjsMessage.id(message, own));
    return WwebjsEvent.of(
        "message_edit",
        "message",
        view,
        "newBody",
        MessageKinds.body(edit.getContent()),
        "prevBody",
        before.map(found -> MessageKinds.body(found.message().getContent())).orElse(""));
  }

  private WwebjsEvent voted(MessageReceived message) {
    var vote = message.getContent().getPollVote();
    var poll = stored(vote.getTarget());
    var names =
        poll.map(found -> found.message().getContent().getPoll().getOptionsList().stream().toList())
            .orElse(List.of());
    var selected =
        vote.getOptionsList().stream()
            .map(
                name -> WwebjsMessage.ordered("id", Math.max(names.indexOf(name), 0), "name", name))
            .toList();
    var view =
        WwebjsMessage.ordered(
            "voter", message.getFromMe() ? Ids.own(own) : Ids.jid(message.getSender()),
            "selectedOptions", selected,
            "interractedAtTs", vote.getAtMs(),
            "parentMessage", poll.map(this::view).orElse(null),
            "parentMsgKey", WwebjsMessage.target(message, vote.getTarget(), own));
    return new WwebjsEvent("vote_update", WwebjsMessage.ordered("vote", view));
  }

  List<WwebjsEvent> statusChanged(MessageStatusChanged status, long atMs) {
    var events = new ArrayList<WwebjsEvent>();
    var ack = ack(status.getStatus());
    var known = memory.message(own.id(), status.getWhatsappId());
    if (status.hasContent() && known.isEmpty()) {
      known = Optional.of(sent(status, events));
    }
    var message =
        known.orElseGet(() -> new StoredMessage(own.id(), nameless(status, atMs), ack)).acked(ack);
    if (known.isPresent()) {
      memory.put(message);
    }
    if (!status.hasContent() || MessageKinds.isShown(status.getContent())) {
      events.add(
          WwebjsEvent.of(
              "message_ack", "message", WwebjsMessage.of(message.message(), own, ack), "ack", ack));
    }
    return events;
  }

  /// A message that we sent ourselves tells of itself by its first status.
  private StoredMessage sent(MessageStatusChanged status, List<WwebjsEvent> events) {
    var message =
        MessageReceived.newBuilder()
            .setWhatsappId(status.getWhatsappId())
            .setChat(status.getChat())
            .setSender(address(own))
            .setFromMe(true)
            .setPushName(own.pushName().orElse(""))
            .setTimestamp(Duration.ofMillis(status.getAcceptedAtMs()).toSeconds())
            .setContent(status.getContent())
            .build();
    var stored = new StoredMessage(own.id(), message, SERVER);
    events.addAll(arrived(message));
    if (MessageKinds.media(message.getContent()).isPresent()) {
      events.add(WwebjsEvent.of("media_uploaded", "message", view(stored)));
    }
    return stored;
  }

  WwebjsEvent undecryptable(UndecryptableMessage message) {
    var placeholder =
        MessageReceived.newBuilder()
            .setWhatsappId(message.getWhatsappId())
            .setChat(message.getChat())
            .setSender(message.getSender())
            .setTimestamp(message.getTimestamp())
            .build();
    return WwebjsEvent.of(
        "message_ciphertext", "message", WwebjsMessage.of(placeholder, own, SERVER, "ciphertext"));
  }

  Map<String, Object> view(StoredMessage stored) {
    return WwebjsMessage.of(stored.message(), own, stored.ack());
  }

  private Optional<StoredMessage> stored(MessageKey key) {
    return memory.message(own.id(), key.getWhatsappId());
  }

  /// Of a message that is too old to be remembered only the names are known.
  private static MessageReceived nameless(MessageStatusChanged status, long atMs) {
    return MessageReceived.newBuilder()
        .setWhatsappId(status.getWhatsappId())
        .setChat(status.getChat())
        .setFromMe(true)
        .setTimestamp(Duration.ofMillis(atMs).toSeconds())
        .setContent(Content.getDefaultInstance())
        .build();
  }

  private static Address address(Session own) {
    return Address.newBuilder().setPn(own.jid().orElse("")).setLid(own.lid().orElse("")).build();
  }

  private static int ack(MessageStatus status) {
    return switch (status) {
      case FAILED -> -1;
      case MESSAGE_STATUS_UNSPECIFIED, UNRECOGNIZED, PENDING -> 0;
      case SENT -> SERVER;
      case DELIVERED -> 2;
      case READ -> 3;
      case PLAYED -> 4;
    };
  }
}
