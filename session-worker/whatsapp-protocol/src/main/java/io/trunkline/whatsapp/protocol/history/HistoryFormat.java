package io.trunkline.whatsapp.protocol.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.action.CallLogRecord;
import io.trunkline.whatsapp.proto.history.Conversation;
import io.trunkline.whatsapp.proto.history.GlobalSettings;
import io.trunkline.whatsapp.proto.history.GroupParticipant;
import io.trunkline.whatsapp.proto.history.HistorySync;
import io.trunkline.whatsapp.proto.history.HistorySyncMsg;
import io.trunkline.whatsapp.proto.history.InlineContact;
import io.trunkline.whatsapp.proto.history.PastParticipant;
import io.trunkline.whatsapp.proto.history.PastParticipants;
import io.trunkline.whatsapp.proto.history.PhoneNumberToLIDMapping;
import io.trunkline.whatsapp.proto.history.Pushname;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Items as fields of a `HistorySync`.
final class HistoryFormat {

  private HistoryFormat() {}

  /// @param item empty for a field that tells nothing that is read
  /// @param unreadable how much of it was left out
  record Read(Optional<HistoryItem> item, int unreadable) {
    private static final Read NOTHING = new Read(Optional.empty(), 0);
    private static final Read UNREADABLE = new Read(Optional.empty(), 1);

    private static Read of(HistoryItem item) {
      return new Read(Optional.of(item), 0);
    }
  }

  static Read read(int field, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (field) {
      case HistorySync.CONVERSATIONS_FIELD_NUMBER -> chat(Conversation.parseFrom(bytes));
      case HistorySync.STATUSV3MESSAGES_FIELD_NUMBER ->
          HistoryMessage.of(
                  Optional.of(Jid.STATUS_BROADCAST),
                  WebMessageInfo.parseFrom(bytes),
                  OptionalLong.empty())
              .map(message -> Read.of(new HistoryItem.Status(message)))
              .orElse(Read.UNREADABLE);
      case HistorySync.PUSHNAMES_FIELD_NUMBER -> pushName(Pushname.parseFrom(bytes));
      case HistorySync.GLOBALSETTINGS_FIELD_NUMBER ->
          Read.of(new HistoryItem.Settings(GlobalSettings.parseFrom(bytes)));
      case HistorySync.PASTPARTICIPANTS_FIELD_NUMBER ->
          pastParticipants(PastParticipants.parseFrom(bytes));
      case HistorySync.CALLLOGRECORDS_FIELD_NUMBER ->
          Read.of(new HistoryItem.Call(CallLogRecord.parseFrom(bytes)));
      case HistorySync.PHONENUMBERTOLIDMAPPINGS_FIELD_NUMBER ->
          mapping(PhoneNumberToLIDMapping.parseFrom(bytes));
      case HistorySync.COMPANIONMETANONCE_FIELD_NUMBER ->
          Read.of(new HistoryItem.CompanionMetaNonce(new String(bytes, StandardCharsets.UTF_8)));
      case HistorySync.NCTSALT_FIELD_NUMBER ->
          Read.of(new HistoryItem.NctSalt(ByteString.copyFrom(bytes)));
      case HistorySync.INLINECONTACTS_FIELD_NUMBER -> contact(InlineContact.parseFrom(bytes));
      default -> Read.NOTHING;
    };
  }

  private static Read chat(Conversation chat) {
    Optional<Jid> jid = Values.jid(chat.getID());
    if (jid.isEmpty()) {
      return Read.UNREADABLE;
    }
    List<HistoryMessage> messages = new ArrayList<>(chat.getMessagesCount());
    for (HistorySyncMsg message : chat.getMessagesList()) {
      HistoryMessage.of(
              jid,
              message.getMessage(),
              message.hasMsgOrderID()
                  ? OptionalLong.of(message.getMsgOrderID())
                  : OptionalLong.empty())
          .ifPresent(messages::add);
    }
    List<HistoryChat.Participant> participants = new ArrayList<>(chat.getParticipantCount());
    for (GroupParticipant participant : chat.getParticipantList()) {
      Values.jid(participant.getUserJID())
          .map(user -> new HistoryChat.Participant(user, participant.getRank()))
          .ifPresent(participants::add);
    }
    int left =
        chat.getMessagesCount()
            - messages.size()
            + chat.getParticipantCount()
            - participants.size();
    return new Read(
        Optional.of(
            new HistoryChat(
                jid.get(),
                Values.jid(chat.getPnJID()),
                Values.jid(chat.getLidJID()),
                Values.text(chat.getName()),
                Values.text(chat.getDisplayName()),
                Values.text(chat.getUsername()),
                Values.seconds(chat.getConversationTimestamp()),
                chat.getUnreadCount(),
                chat.getMarkedAsUnread(),
                chat.getArchived(),
                Values.seconds(Integer.toUnsignedLong(chat.getPinned())),
                Values.seconds(chat.getMuteEndTime()),
                chat.getReadOnly(),
                Duration.ofSeconds(Integer.toUnsignedLong(chat.getEphemeralExpiration())),
                privacyToken(chat),
                chat.hasEndOfHistoryTransferType()
                    ? Optional.of(chat.getEndOfHistoryTransferType())
                    : Optional.empty(),
                participants,
                messages)),
        left);
  }

  private static Optional<HistoryChat.PrivacyToken> privacyToken(Conversation chat) {
    if (!chat.hasTcToken() && !chat.hasTcTokenSenderTimestamp()) {
      return Optional.empty();
    }
    return Optional.of(
        new HistoryChat.PrivacyToken(
            chat.getTcToken(),
            Values.seconds(chat.getTcTokenTimestamp()),
            Values.seconds(chat.getTcTokenSenderTimestamp())));
  }

  private static Read pushName(Pushname name) {
    return Values.jid(name.getID())
        .map(user -> Read.of(new HistoryItem.PushName(user, name.getPushname())))
        .orElse(Read.UNREADABLE);
  }

  private static Read mapping(PhoneNumberToLIDMapping mapping) {
    Optional<Jid> pn = Values.jid(mapping.getPnJID()).filter(Jid::isPn);
    Optional<Jid> lid = Values.jid(mapping.getLidJID()).filter(Jid::isLid);
    return pn.isPresent() && lid.isPresent()
        ? Read.of(new HistoryItem.LidMapping(pn.get(), lid.get()))
        : Read.UNREADABLE;
  }

  private static Read contact(InlineContact contact) {
    var item =
        new HistoryItem.InlineContact(
            Values.jid(contact.getPnJID()),
            Values.jid(contact.getLidJID()),
            Values.text(contact.getFullName()),
            Values.text(contact.getFirstName()),
            Values.text(contact.getUsername()));
    return item.pn().isPresent() || item.lid().isPresent() ? Read.of(item) : Read.UNREADABLE;
  }

  private static Read pastParticipants(PastParticipants past) {
    Optional<Jid> group = Values.jid(past.getGroupJID());
    if (group.isEmpty()) {
      return Read.UNREADABLE;
    }
    List<HistoryItem.PastParticipant> participants = new ArrayList<>();
    for (PastParticipant participant : past.getPastParticipantsList()) {
      Values.jid(participant.getUserJID())
          .map(
              user ->
                  new HistoryItem.PastParticipant(
                      user, participant.getLeaveReason(), Values.seconds(participant.getLeaveTS())))
          .ifPresent(participants::add);
    }
    return new Read(
        Optional.of(new HistoryItem.PastParticipants(group.get(), participants)),
        past.getPastParticipantsCount() - participants.size());
  }

  static void write(HistoryItem item, CodedOutputStream out) throws IOException {
    switch (item) {
      case HistoryChat chat ->
          out.writeMessage(HistorySync.CONVERSATIONS_FIELD_NUMBER, message(chat));
      case HistoryItem.Status(HistoryMessage message) ->
          out.writeMessage(HistorySync.STATUSV3MESSAGES_FIELD_NUMBER, message.info());
      case HistoryItem.PushName(Jid user, String name) ->
          out.writeMessage(
              HistorySync.PUSHNAMES_FIELD_NUMBER,
              Pushname.newBuilder().setID(user.toString()).setPushname(name).build());
      case HistoryItem.LidMapping(Jid pn, Jid lid) ->
          out.writeMessage(
              HistorySync.PHONENUMBERTOLIDMAPPINGS_FIELD_NUMBER,
              PhoneNumberToLIDMapping.newBuilder()
                  .setPnJID(pn.toString())
                  .setLidJID(lid.toString())
                  .build());
      case HistoryItem.InlineContact contact ->
          out.writeMessage(HistorySync.INLINECONTACTS_FIELD_NUMBER, message(contact));
      case HistoryItem.PastParticipants past ->
          out.writeMessage(HistorySync.PASTPARTICIPANTS_FIELD_NUMBER, message(past));
      case HistoryItem.Call(CallLogRecord details) ->
          out.writeMessage(HistorySync.CALLLOGRECORDS_FIELD_NUMBER, details);
      case HistoryItem.Settings(GlobalSettings settings) ->
          out.writeMessage(HistorySync.GLOBALSETTINGS_FIELD_NUMBER, settings);
      case HistoryItem.NctSalt(ByteString salt) ->
          out.writeBytes(HistorySync.NCTSALT_FIELD_NUMBER, salt);
      case HistoryItem.CompanionMetaNonce(String nonce) ->
          out.writeString(HistorySync.COMPANIONMETANONCE_FIELD_NUMBER, nonce);
    }
  }

  private static Conversation message(HistoryChat chat) {
    Conversation.Builder written =
        Conversation.newBuilder()
            .setID(chat.jid().toString())
            .setUnreadCount(chat.unreadCount())
            .setMarkedAsUnread(chat.markedAsUnread())
            .setArchived(chat.archived())
            .setReadOnly(chat.readOnly())
            .setEphemeralExpiration((int) chat.disappearing().toSeconds());
    chat.pn().map(Jid::toString).ifPresent(written::setPnJID);
    chat.lid().map(Jid::toString).ifPresent(written::setLidJID);
    chat.name().ifPresent(written::setName);
    chat.displayName().ifPresent(written::setDisplayName);
    chat.username().ifPresent(written::setUsername);
    chat.lastActivity().map(Instant::getEpochSecond).ifPresent(written::setConversationTimestamp);
    chat.pinned().map(time -> (int) time.getEpochSecond()).ifPresent(written::setPinned);
    chat.mutedUntil().map(Instant::getEpochSecond).ifPresent(written::setMuteEndTime);
    chat.privacyToken().ifPresent(token -> addToken(written, token));
    chat.end()
        .ifPresent(end -> written.setEndOfHistoryTransfer(true).setEndOfHistoryTransferType(end));
    for (HistoryChat.Participant participant : chat.participants()) {
      written.addParticipant(
          GroupParticipant.newBuilder()
              .setUserJID(participant.user().toString())
              .setRank(participant.rank()));
    }
    for (HistoryMessage message : chat.messages()) {
      HistorySyncMsg.Builder entry = HistorySyncMsg.newBuilder().setMessage(message.info());
      message.order().ifPresent(entry::setMsgOrderID);
      written.addMessages(entry);
    }
    return written.build();
  }

  private static void addToken(Conversation.Builder chat, HistoryChat.PrivacyToken token) {
    chat.setTcToken(token.token());
    token.received().map(Instant::getEpochSecond).ifPresent(chat::setTcTokenTimestamp);
    token.sent().map(Instant::getEpochSecond).ifPresent(chat::setTcTokenSenderTimestamp);
  }

  private static InlineContact message(HistoryItem.InlineContact contact) {
    InlineContact.Builder written = InlineContact.newBuilder();
    contact.pn().map(Jid::toString).ifPresent(written::setPnJID);
    contact.lid().map(Jid::toString).ifPresent(written::setLidJID);
    contact.fullName().ifPresent(written::setFullName);
    contact.firstName().ifPresent(written::setFirstName);
    contact.username().ifPresent(written::setUsername);
    return written.build();
  }

  private static PastParticipants message(HistoryItem.PastParticipants past) {
    PastParticipants.Builder written =
        PastParticipants.newBuilder().setGroupJID(past.group().toString());
    for (HistoryItem.PastParticipant participant : past.participants()) {
      PastParticipant.Builder entry =
          PastParticipant.newBuilder()
              .setUserJID(participant.user().toString())
              .setLeaveReason(participant.reason());
      participant.left().map(Instant::getEpochSecond).ifPresent(entry::setLeaveTS);
      written.addPastParticipants(entry);
    }
    return written.build();
  }
}
