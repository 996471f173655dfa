package io.trunkline.api.multisession;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.MessageStatus;
import java.util.List;

/// The bodies of the dialect's replies.
final class Replies {
  private Replies() {}

  record All(boolean success, List<SessionView> sessions) {}

  /// @param sessionId null where the reply names none
  record Done(
      boolean success,
      @JsonProperty("session_id") @JsonInclude(JsonInclude.Include.NON_NULL) String sessionId,
      String message) {
    static Done of(String sessionId, String message) {
      return new Done(true, sessionId, message);
    }
  }

  record Qr(boolean success, @JsonProperty("session_id") String sessionId, String qr) {}

  record State(boolean success, @JsonProperty("session_id") String sessionId, String state) {}

  record Health(String status) {}

  record Sent(
      boolean success,
      @JsonProperty("session_id") String sessionId,
      String message,
      Result result) {
    static Sent of(String sessionId, Message message) {
      return new Sent(true, sessionId, "Message sent successfully", Result.of(message));
    }
  }

  /// The sent message as such users know it.
  ///
  /// @param messageTimestamp Unix seconds, as text
  record Result(Key key, Content message, String messageTimestamp, String status) {
    static Result of(Message message) {
      return new Result(
          new Key(message.chat(), true, message.whatsappId()),
          new Content(new ExtendedText(message.text().orElse(""))),
          Long.toString(message.acceptedAt().getEpochSecond()),
          status(message.status()));
    }

    private static String status(MessageStatus status) {
      return switch (status) {
        case PENDING -> "PENDING";
        case SENT -> "SERVER_ACK";
        case DELIVERED -> "DELIVERY_ACK";
        case READ -> "READ";
        case PLAYED -> "PLAYED";
        case FAILED -> "ERROR";
        case RECEIVED -> throw new IllegalStateException("Expected a message that was sent");
      };
    }
  }

  record Key(String remoteJid, boolean fromMe, String id) {}

  record Content(ExtendedText extendedTextMessage) {}

  record ExtendedText(String text) {}
}
