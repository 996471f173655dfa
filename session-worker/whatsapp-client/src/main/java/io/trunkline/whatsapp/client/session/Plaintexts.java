package io.trunkline.whatsapp.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.client.OutgoingText;
import io.trunkline.whatsapp.client.event.MessageContent;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.proto.lidmigration.LIDMigrationMapping;
import io.trunkline.whatsapp.proto.lidmigration.LIDMigrationMappingSyncPayload;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.PlainText;
import io.trunkline.whatsapp.protocol.message.Quote;
import io.trunkline.whatsapp.protocol.signal.SenderKeyDistribution;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is inside the encryption: builds the protobuf of what is sent, reads what was received.
/// Source: protocol dossier, 14.
final class Plaintexts {

  private Plaintexts() {}

  /// The plaintext of a text. A function of its inputs alone: each attempt gives the same bytes.
  static Message of(OutgoingText text) {
    return PlainMessages.text(
        new PlainText(
            text.text(),
            text.mentions(),
            text.quote()
                .map(quote -> Quote.ofText(quote.whatsappId(), quote.participant(), quote.text()))),
        text.messageSecret());
  }

  /// The copy for own other devices.
  static Message deviceSent(Jid chat, Message message) {
    return PlainMessages.wrapDeviceSent(chat, message);
  }

  /// Tells a device the sender key of a group, alone or with a message.
  static Message withSenderKey(Message message, Jid group, SenderKeyDistribution key) {
    return message.toBuilder()
        .setSenderKeyDistributionMessage(
            SenderKeyDistributionMessage.newBuilder()
                .setGroupID(group.toString())
                .setAxolotlSenderKeyDistributionMessage(ByteString.copyFrom(key.encode())))
        .build();
  }

  /// The sender key that a message tells for the chat it came in.
  ///
  /// @throws SignalException where it cannot be read
  static Optional<SenderKeyDistribution> senderKey(Message message, Jid chat) {
    SenderKeyDistributionMessage told = message.getSenderKeyDistributionMessage();
    return told.hasAxolotlSenderKeyDistributionMessage()
            && told.getGroupID().equals(chat.toString())
        ? Optional.of(
            SenderKeyDistribution.parse(
                told.getAxolotlSenderKeyDistributionMessage().toByteArray()))
        : Optional.empty();
  }

  /// What an unwrapped message says to a person; empty where it only carries keys.
  ///
  /// @param raw the message's bytes
  static Optional<MessageContent> content(Message message, byte[] raw) {
    Optional<PlainText> text = PlainMessages.readText(message);
    if (text.isPresent()) {
      return Optional.of(
          new MessageContent.Text(
              text.get().body(),
              text.get().mentions(),
              text.get().quote().map(Plaintexts::quoted),
              raw));
    }
    Optional<String> kind = PlainMessages.kind(message);
    if (kind.isEmpty() && !message.getUnknownFields().asMap().isEmpty()) {
      kind = Optional.of("unknown");
    }
    return kind.map(name -> new MessageContent.Unknown(name, raw));
  }

  private static MessageContent.Quoted quoted(Quote quote) {
    return new MessageContent.Quoted(quote.messageId(), quote.author(), quote.text());
  }

  /// Whether own devices say this to each other, not a person to a person.
  static boolean isForDevices(Message message) {
    if (!message.hasProtocolMessage()) {
      return false;
    }
    return switch (message.getProtocolMessage().getType()) {
      case HISTORY_SYNC_NOTIFICATION,
          APP_STATE_SYNC_KEY_SHARE,
          APP_STATE_SYNC_KEY_REQUEST,
          MSG_FANOUT_BACKFILL_REQUEST,
          INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC,
          APP_STATE_FATAL_EXCEPTION_NOTIFICATION,
          PEER_DATA_OPERATION_REQUEST_MESSAGE,
          PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
          LID_MIGRATION_MAPPING_SYNC ->
          true;
      default -> false;
    };
  }

  static boolean isHistoryNotification(Message message) {
    return message.getProtocolMessage().getType() == ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION;
  }

  /// Pairs that the own phone tells.
  static List<LidMapping> lidMappings(Message message) {
    ProtocolMessage protocol = message.getProtocolMessage();
    if (!protocol.hasLidMigrationMappingSyncMessage()) {
      return List.of();
    }
    LIDMigrationMappingSyncPayload payload;
    try {
      payload =
          LIDMigrationMappingSyncPayload.parseFrom(
              protocol.getLidMigrationMappingSyncMessage().getEncodedMappingPayload());
    } catch (InvalidProtocolBufferException _) {
      return List.of();
    }
    var mappings = new ArrayList<LidMapping>();
    for (LIDMigrationMapping mapping : payload.getPnToLidMappingsList()) {
      long lid = mapping.hasLatestLid() ? mapping.getLatestLid() : mapping.getAssignedLid();
      mappings.add(
          new LidMapping(
              Jid.user(Long.toUnsignedString(mapping.getPn()), JidServer.USER),
              Jid.user(Long.toUnsignedString(lid), JidServer.LID)));
    }
    return mappings;
  }
}
