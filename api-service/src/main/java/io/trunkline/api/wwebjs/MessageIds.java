package io.trunkline.api.wwebjs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.message.Message;
import io.trunkline.api.message.Message.Direction;
import java.util.Optional;

/// The dialect's ids of messages: `<fromMe>_<chat>_<id>`, in groups `_<participant>` after it, or
/// the short `<id>` alone.
final class MessageIds {
  private MessageIds() {}

  /// @param participant the author, in groups; else absent
  @JsonInclude(Include.NON_NULL)
  record Id(
      boolean fromMe,
      String remote,
      String id,
      String participant,
      @JsonProperty("_serialized") String serialized) {}

  /// @param direction empty where only the short id was given
  record Named(String whatsappId, Optional<Direction> direction) {}

  static Named parse(String text) {
    var parts = text.split("_", -1);
    if (parts.length >= 3 && (parts[0].equals("true") || parts[0].equals("false"))) {
      return new Named(
          parts[2], Optional.of(parts[0].equals("true") ? Direction.OUT : Direction.IN));
    }
    return new Named(text, Optional.empty());
  }

  /// @param own the account's JID
  static Id of(Message message, String own) {
    return of(
        message.isOwn(),
        message.chat(),
        message.whatsappId(),
        message.isOwn() ? Optional.of(own) : message.sender());
  }

  static Id of(boolean isOwn, String chat, String whatsappId, Optional<String> author) {
    var remote = Jids.show(chat);
    var participant = author.filter(_ -> Jids.isGroup(chat)).map(Jids::show).orElse(null);
    return new Id(
        isOwn,
        remote,
        whatsappId,
        participant,
        isOwn + "_" + remote + "_" + whatsappId + (participant == null ? "" : "_" + participant));
  }
}
