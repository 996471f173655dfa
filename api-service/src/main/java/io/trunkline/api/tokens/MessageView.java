package io.trunkline.api.tokens;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.Message.Direction;
import io.trunkline.api.message.MessageStatus;

/// A message as this dialect shows it.
///
/// @param from and `to`: digits where the number is known, else the JID; null for the own number
///     while no account is linked
/// @param body the text of a text; null for others
/// @param mediaUrl path at which a tenant key downloads the file; null where there is none
/// @param caption words that go with a file
record MessageView(
    String id,
    @JsonProperty("message_id") String messageId,
    @JsonProperty("session_id") String sessionId,
    String from,
    String to,
    String direction,
    String type,
    String body,
    @JsonProperty("media_url") String mediaUrl,
    String caption,
    String status,
    String timestamp) {

  static MessageView of(Message message, Connection session) {
    var own = session.digits().orElse(null);
    var isOut = message.direction() == Direction.OUT;
    var chat = message.number().map(number -> number.substring(1)).orElse(message.chat());
    var author =
        message.chat().endsWith("@g.us") ? message.sender().map(MessageView::digits) : null;
    var type = type(message.kind());
    var isMedia =
        switch (type) {
          case "image", "audio", "video", "document", "sticker" -> true;
          default -> false;
        };
    return new MessageView(
        message.id().toString(),
        message.whatsappId(),
        message.connection().toString(),
        isOut ? own : author == null ? chat : author.orElse(chat),
        isOut || author != null ? chat : own,
        isOut ? "outbound" : "inbound",
        type,
        isMedia ? null : message.text().orElse(null),
        isMedia ? "/api/v1/messages/" + message.id() + "/media" : null,
        isMedia ? message.text().orElse(null) : null,
        // The dialect has no word for played.
        message.status() == MessageStatus.PLAYED ? "read" : message.status().slug(),
        Micros.text(message.occurredAt()));
  }

  private static String type(String kind) {
    return switch (kind) {
      case "text",
          "image",
          "audio",
          "video",
          "document",
          "sticker",
          "location",
          "contact",
          "poll" ->
          kind;
      case "live_location" -> "location";
      case "contacts" -> "contact";
      default -> "unknown";
    };
  }

  private static String digits(String jid) {
    return jid.endsWith("@s.whatsapp.net") ? jid.substring(0, jid.indexOf('@')) : jid;
  }
}
