package io.trunkline.worker.event;

import io.trunkline.proto.content.Content;
import io.trunkline.proto.content.Unknown;
import io.trunkline.proto.event.HistoryReceived;
import io.trunkline.proto.event.PastChat;
import io.trunkline.proto.event.PastMessage;
import io.trunkline.proto.event.PastName;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.history.HistoryMessage;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.worker.content.ContentMapper;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The past of an account, in the contract's words.
final class HistoryEvents {

  private HistoryEvents() {}

  static HistoryReceived of(SessionEvent.HistoryReceived past) {
    var event =
        HistoryReceived.newBuilder()
            .setType(slug(past.type()))
            .setOrder(past.order())
            .setProgress(past.progress())
            .setRequestId(past.requestId())
            .setPart(past.part())
            .setLast(past.isLast());
    past.chats().forEach(chat -> event.addChats(of(chat)));
    past.messages().forEach(message -> event.addMessages(of(message)));
    past.names()
        .forEach(
            name ->
                event.addNames(
                    PastName.newBuilder()
                        .setUser(EventMaker.of(name.user()))
                        .setName(name.name())));
    return event.build();
  }

  private static PastChat of(SessionEvent.PastChat past) {
    HistoryChat chat = past.chat();
    return PastChat.newBuilder()
        .setChat(EventMaker.of(past.address()))
        .setName(chat.name().or(chat::displayName).orElse(""))
        .setUnreadCount(chat.unreadCount())
        .setArchived(chat.archived())
        .setPinned(chat.pinned().isPresent())
        .setMarkedAsUnread(chat.markedAsUnread())
        .setMutedUntilMs(chat.mutedUntil().map(Instant::toEpochMilli).orElse(0L))
        .setLastActivity(chat.lastActivity().map(Instant::getEpochSecond).orElse(0L))
        .build();
  }

  private static PastMessage of(SessionEvent.PastMessage past) {
    HistoryMessage message = past.message();
    var event =
        PastMessage.newBuilder()
            .setWhatsappId(message.id())
            .setChat(EventMaker.of(past.chat()))
            .setFromMe(message.fromMe())
            .setTimestamp(message.timestamp().getEpochSecond())
            .setStatus(message.status().map(HistoryEvents::slug).orElse(""))
            .setPushName(message.pushName().orElse(""));
    past.sender().map(EventMaker::of).ifPresent(event::setSender);
    message.content().flatMap(HistoryEvents::content).ifPresent(event::setContent);
    message
        .stub()
        .ifPresent(
            stub ->
                event
                    .setStub(slug(stub))
                    .addAllStubParameters(message.info().getMessageStubParametersList()));
    return event.build();
  }

  /// A message that cannot be read is of an unknown kind, as one that just arrived would be; one
  /// that only carries keys says nothing.
  private static Optional<Content> content(Message message) {
    try {
      return Contents.read(PlainMessages.unwrap(message)).map(ContentMapper::of);
    } catch (MessageException e) {
      return Optional.of(
          Content.newBuilder()
              .setUnknown(Unknown.newBuilder().setRaw(message.toByteString()).setKind("unknown"))
              .build());
    }
  }

  private static String slug(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
