package io.trunkline.whatsapp.client.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.client.OutgoingText;
import io.trunkline.whatsapp.client.event.MessageContent;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.proto.lidmigration.LIDMigrationMapping;
import io.trunkline.whatsapp.proto.lidmigration.LIDMigrationMappingSyncPayload;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.message.PlainMessages;
import io.trunkline.whatsapp.protocol.message.Unwrapped;
import io.trunkline.whatsapp.protocol.message.content.Content;
import io.trunkline.whatsapp.protocol.message.content.Contents;
import io.trunkline.whatsapp.protocol.message.content.MessageContext;
import io.trunkline.whatsapp.protocol.message.content.MessageContext.Mentions;
import io.trunkline.whatsapp.protocol.message.content.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is inside the encryption: builds the protobuf of what is sent, reads what was received.
/// Source: protocol dossier, 14.
final class Plaintexts {

  private Plaintexts() {}

  /// The plaintext of a text. A function of its inputs alone: each attempt gives the same bytes.
  static Message of(OutgoingText text) {
    MessageContext context = MessageContext.NONE.withMentions(Mentions.of(text.mentions()));
    return Contents.write(
        Content.Text.of(text.text()),
        text.quote().map(quote -> context.withQuote(of(quote))).orElse(context),
        text.messageSecret());
  }

  private static Quote of(OutgoingText.Quote quote) {
    return Quote.of(quote.whatsappId(), quote.participant(), Content.Text.of(quote.text()));
  }

  /// The copy for own other devices.
  static Message deviceSent(Jid chat, Message message) {
    return PlainMessages.wrapDeviceSent(chat, message);
  }

  /// What a message says to a person; empty where it only carries keys.
  ///
  /// @param raw the bytes of the unwrapped message
  static Optional<MessageContent> content(Unwrapped unwrapped, byte[] raw) {
    return Contents.read(unwrapped)
        .map(
            read ->
                read.content() instanceof Content.Text text
                    ? new MessageContent.Text(
                        text.body(),
                        read.context().mentions().users(),
                        read.context().quote().map(Plaintexts::quoted),
                        raw)
                    : new MessageContent.Unknown(
                        PlainMessages.kind(unwrapped.message()).orElse("unknown"), raw));
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
