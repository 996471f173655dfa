package io.trunkline.webhook.wwebjs;

import io.trunkline.proto.event.CallChanged;
import io.trunkline.proto.event.ContactChanged;
import io.trunkline.proto.event.Event;
import io.trunkline.proto.event.MessageReceived;
import io.trunkline.webhook.memory.Memory;
import io.trunkline.webhook.memory.Memory.Key;
import io.trunkline.webhook.memory.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Turns one event of ours into theirs, and learns what later ones need. Each event is to be shown
/// once and in the order of its session.
public final class WwebjsEvents {
  private WwebjsEvents() {}

  /// Names what of the memory `event` will ask for.
  public static void needs(Event event, Collection<Key> chats, Collection<Key> messages) {
    if (event.getSessionId().isEmpty()) {
      return;
    }
    var session = UUID.fromString(event.getSessionId());
    switch (event.getBodyCase()) {
      case MESSAGE -> {
        var message = event.getMessage();
        var content = message.getContent();
        chats.add(new Key(session, Ids.jid(message.getChat())));
        messages.add(new Key(session, message.getWhatsappId()));
        messages.add(new Key(session, content.getRevoke().getTarget().getWhatsappId()));
        messages.add(new Key(session, content.getEdit().getTarget().getWhatsappId()));
        messages.add(new Key(session, content.getPollVote().getTarget().getWhatsappId()));
      }
      case STATUS -> {
        messages.add(new Key(session, event.getStatus().getWhatsappId()));
        chats.add(new Key(session, Ids.jid(event.getStatus().getChat())));
      }
      case READ -> chats.add(new Key(session, Ids.jid(event.getRead().getChat())));
      case GROUP -> chats.add(new Key(session, Ids.jid(event.getGroup().getGroup())));
      case CHAT ->
          event
              .getChat()
              .getChangesList()
              .forEach(
                  change -> {
                    chats.add(new Key(session, Ids.jid(change.getAbout())));
                    messages.add(
                        new Key(session, change.getMessageDeleted().getMessage().getWhatsappId()));
                  });
      case HISTORY ->
          event
              .getHistory()
              .getChatsList()
              .forEach(chat -> chats.add(new Key(session, Ids.jid(chat.getChat()))));
      case CONTACT -> chats.add(new Key(session, Ids.jid(event.getContact().getContact())));
      default -> {}
    }
  }

  public static List<WwebjsEvent> of(Event event, Memory memory) {
    if (event.getSessionId().isEmpty()) {
      return List.of();
    }
    var own =
        memory.session(UUID.fromString(event.getSessionId()), UUID.fromString(event.getTenantId()));
    return switch (event.getBodyCase()) {
      case CONNECTION -> ConnectionEvents.of(event.getConnection(), own, memory);
      case MESSAGE -> new MessageEvents(memory, own).arrived(event.getMessage());
      case STATUS ->
          new MessageEvents(memory, own).statusChanged(event.getStatus(), event.getOccurredAtMs());
      case UNDECRYPTABLE ->
          List.of(new MessageEvents(memory, own).undecryptable(event.getUndecryptable()));
      case CHAT -> new ChatEvents(memory, own).changed(event.getChat());
      case READ -> new ChatEvents(memory, own).read(event.getRead());
      case HISTORY -> new ChatEvents(memory, own).past(event.getHistory());
      case GROUP -> new GroupEvents(memory, own, event.getEventId()).of(event.getGroup());
      case CALL -> call(event.getCall(), own);
      case CONTACT -> contact(event, own, memory);
      case NAMED -> {
        memory.put(own.named(event.getNamed().getName(), event.getNamed().getFirstTenant()));
        yield List.of();
      }
      case DELETED -> {
        memory.forget(own.id());
        yield List.of();
      }
      case HEALTH, ACCOUNT, PRESENCE, NEWSLETTER -> List.of();
      case TENANT_DELETED, MASTER_KEY_ROTATED, AUDITED, BODY_NOT_SET -> List.of();
    };
  }

  private static List<WwebjsEvent> call(CallChanged call, Session own) {
    if (call.getStep() != CallChanged.Step.OFFERED) {
      return List.of();
    }
    var from = Ids.jid(call.getCaller());
    var view =
        WwebjsMessage.ordered(
            "id", call.getCallId(),
            "from", from,
            "timestamp", Duration.ofMillis(call.getAtMs()).toSeconds(),
            "isVideo", call.getVideo(),
            "isGroup", call.hasGroup(),
            "fromMe", from.equals(Ids.own(own)),
            "canHandleLocally", false,
            "webClientShouldHandle", false,
            "participants", List.of());
    return List.of(WwebjsEvent.of("call", "call", view));
  }

  private static List<WwebjsEvent> contact(Event event, Session own, Memory memory) {
    var change = event.getContact();
    if (change.getChangeCase() != ContactChanged.ChangeCase.FORMER) {
      return List.of();
    }
    var newId = Ids.jid(change.getContact());
    var notice =
        MessageReceived.newBuilder()
            .setWhatsappId(event.getEventId())
            .setChat(change.getContact())
            .setSender(change.getContact())
            .setTimestamp(Duration.ofMillis(event.getOccurredAtMs()).toSeconds())
            .build();
    return List.of(
        WwebjsEvent.of(
            "contact_changed",
            "message",
            WwebjsMessage.of(notice, own, 1, "notification_template"),
            "oldId",
            Ids.jid(change.getFormer()),
            "newId",
            newId,
            "isContact",
            memory.knowsChat(own.id(), newId)));
  }
}
