package io.trunkline.worker.event;

import io.trunkline.proto.event.ChatChange;
import io.trunkline.proto.event.ChatChanges;
import io.trunkline.proto.event.ChatCleared;
import io.trunkline.proto.event.ChatDeleted;
import io.trunkline.proto.event.ChatLabel;
import io.trunkline.proto.event.ChatMute;
import io.trunkline.proto.event.Label;
import io.trunkline.proto.event.MessageDeletedForMe;
import io.trunkline.proto.event.MessageLabel;
import io.trunkline.proto.event.MessageName;
import io.trunkline.proto.event.MessageStarred;
import io.trunkline.proto.event.SavedContact;
import io.trunkline.proto.event.StateRecord;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.ActionIndex;
import io.trunkline.whatsapp.protocol.appstate.MessageRef;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.jid.Jid;

/// What the account's devices share, in the contract's words.
final class ChatEvents {

  private ChatEvents() {}

  static ChatChanges of(SessionEvent.AppStateChanged changed) {
    var changes =
        ChatChanges.newBuilder()
            .setCollection(changed.collection().text())
            .setVersion(changed.version())
            .setSnapshot(changed.isSnapshot());
    changed.changes().forEach(change -> changes.addChanges(of(change)));
    return changes.build();
  }

  static ChatChanges of(SessionEvent.AppStateParked parked) {
    return ChatChanges.newBuilder()
        .setCollection(parked.collection().text())
        .setVersion(parked.version())
        .setParked(parked.reason())
        .build();
  }

  private static ChatChange of(SessionEvent.StateChange told) {
    var change = ChatChange.newBuilder().setAtMs(told.mutation().timestamp().toEpochMilli());
    told.about().map(EventMaker::of).ifPresent(change::setAbout);
    switch (told.mutation()) {
      case Mutation.Set set -> put(change, set.action());
      case Mutation.Remove remove -> change.setRemoved(record(remove.index()));
    }
    return change.build();
  }

  private static void put(ChatChange.Builder change, Action action) {
    switch (action) {
      case Action.Archive archive -> change.setArchived(archive.archived());
      case Action.Pin pin -> change.setPinned(pin.pinned());
      case Action.Mute mute -> {
        var built = ChatMute.newBuilder().setMuted(mute.muted());
        mute.end().ifPresent(end -> built.setUntilMs(end.toEpochMilli()));
        change.setMute(built);
      }
      case Action.MarkChatAsRead mark -> change.setRead(mark.read());
      case Action.ClearChat clear ->
          change.setCleared(
              ChatCleared.newBuilder()
                  .setWithStarred(clear.deleteStarred())
                  .setWithMedia(clear.deleteMedia()));
      case Action.DeleteChat delete ->
          change.setDeleted(ChatDeleted.newBuilder().setWithMedia(delete.deleteMedia()));
      case Action.LockChat lock -> change.setLocked(lock.locked());
      case Action.Star star ->
          change.setStar(
              MessageStarred.newBuilder()
                  .setMessage(name(star.message()))
                  .setStarred(star.starred()));
      case Action.DeleteMessageForMe delete ->
          change.setMessageDeleted(
              MessageDeletedForMe.newBuilder()
                  .setMessage(name(delete.message()))
                  .setWithMedia(delete.deleteMedia()));
      case Action.Contact contact ->
          change.setContact(
              SavedContact.newBuilder()
                  .setFullName(contact.fullName().orElse(""))
                  .setFirstName(contact.firstName().orElse(""))
                  .setUsername(contact.username().orElse("")));
      case Action.LidContact contact ->
          change.setContact(
              SavedContact.newBuilder()
                  .setFullName(contact.fullName().orElse(""))
                  .setFirstName(contact.firstName().orElse(""))
                  .setUsername(contact.username().orElse("")));
      case Action.LabelEdit label ->
          change.setLabel(
              Label.newBuilder()
                  .setId(label.labelId())
                  .setName(label.name().orElse(""))
                  .setColor(label.color().orElse(0))
                  .setDeleted(label.deleted()));
      case Action.LabelChat label ->
          change.setChatLabel(
              ChatLabel.newBuilder().setLabelId(label.labelId()).setLabeled(label.labeled()));
      case Action.LabelMessage label ->
          change.setMessageLabel(
              MessageLabel.newBuilder()
                  .setLabelId(label.labelId())
                  .setMessage(name(label.message()))
                  .setLabeled(label.labeled()));
      case Action.PushName(String name) -> change.setPushName(name);
      default -> change.setOther(record(action.index()));
    }
  }

  private static MessageName name(MessageRef message) {
    return MessageName.newBuilder()
        .setWhatsappId(message.messageId())
        .setFromMe(message.fromMe())
        .setParticipant(message.participant().map(Jid::toString).orElse(""))
        .build();
  }

  private static StateRecord record(ActionIndex index) {
    return StateRecord.newBuilder().setName(index.name()).addAllParts(index.parts()).build();
  }
}
