package io.trunkline.api.manager;

import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageStatus;
import io.trunkline.api.web.Times;

/// A message as manager shows it.
///
/// @param mobileNumber null where the partner's number is not known
record MessageView(
    String id,
    String whatsappMessageId,
    String connectionId,
    String mobileNumber,
    String type,
    String status,
    String createdAt) {

  static MessageView of(Message message) {
    return new MessageView(
        message.id().toString(),
        message.whatsappId(),
        message.connection().toString(),
        message.number().orElse(null),
        message.kind(),
        // manager has no word for played.
        message.status() == MessageStatus.PLAYED ? "read" : message.status().slug(),
        Times.text(message.acceptedAt()));
  }

  record Single(MessageView message) {}
}
