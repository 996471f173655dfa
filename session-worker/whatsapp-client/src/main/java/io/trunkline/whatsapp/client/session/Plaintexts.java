package io.trunkline.whatsapp.client.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.e2e.SenderKeyDistributionMessage;
import io.trunkline.whatsapp.proto.lidmigration.LIDMigrationMapping;
import io.trunkline.whatsapp.proto.lidmigration.LIDMigrationMappingSyncPayload;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.MessageException;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.signal.SenderKeyDistribution;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is inside the encryption: builds the protobuf of what is sent, reads what was received.
/// Source: protocol dossier, 14.
final class Plaintexts {

  private Plaintexts() {}

  /// The plaintext of a message. A function of its inputs alone: each attempt gives the same bytes.
  ///
  /// @throws SendFailure INVALID for a content that cannot be sent as it is
  static Message of(OutgoingMessage message) {
    try {
      return Contents.write(message.content(), message.context(), message.messageSecret());
    } catch (IllegalArgumentException | MessageException e) {
      throw new SendFailure(SendFailure.Code.INVALID, e.getMessage());
    }
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
