package io.trunkline.api.tenantapi;

import io.trunkline.api.message.Message;
import io.trunkline.api.web.Times;
import io.trunkline.proto.content.MediaRef;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A message with its status history.
///
/// @param sender author of a message from others
/// @param text null where the kind has none
/// @param reason why it failed; null unless it did
/// @param occurredAt WhatsApp's time for messages that we did not send
record MessageView(
    String id,
    String connectionId,
    String whatsappMessageId,
    String direction,
    String chat,
    String sender,
    String mobileNumber,
    String type,
    String text,
    String status,
    Message.Reason reason,
    String createdAt,
    String occurredAt,
    List<Step> statusHistory) {

  /// @param participant whose receipt it is, in groups; else null
  record Step(String status, String at, String participant) {}

  record Page(List<MessageView> messages, String next) {}

  /// @param media null where the message has no file
  record Single(MessageView message, Media media) {}

  /// What a message tells of its file, which `GET …/media` gives.
  ///
  /// @param fileName null where it has none
  /// @param size bytes; 0 where it is not known
  /// @param sha256 base64
  record Media(String mimetype, String fileName, long size, String sha256) {
    static Media of(MediaRef about) {
      return new Media(
          about.getMimetype(),
          about.getFileName().isEmpty() ? null : about.getFileName(),
          about.getLength(),
          Base64.getEncoder().encodeToString(about.getSha256().toByteArray()));
    }
  }

  static MessageView of(Message message) {
    return new MessageView(
        message.id().toString(),
        message.connection().toString(),
        message.whatsappId(),
        message.direction().name().toLowerCase(Locale.ROOT),
        message.chat(),
        message.sender().orElse(null),
        message.number().orElse(null),
        message.kind(),
        message.text().orElse(null),
        message.status().slug(),
        message.failure().orElse(null),
        Times.text(message.acceptedAt()),
        Times.text(message.occurredAt()),
        message.history().stream()
            .map(
                step ->
                    new Step(
                        step.status().slug(),
                        Times.text(step.at()),
                        step.participant().orElse(null)))
            .toList());
  }
}
