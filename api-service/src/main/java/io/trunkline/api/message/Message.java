package io.trunkline.api.message;

import io.trunkline.proto.content.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A stored message of either direction.
///
/// @param sequence order of acceptance within the installation; the cursor of lists
/// @param chat JID of the chat; the phone number's where it is known
/// @param sender author, of messages from others
/// @param number partner's number as `+<digits>`, where known
/// @param kind `text`, or `unknown` where this version cannot show it
/// @param failure why, where the status is `FAILED`
/// @param acceptedAt when it was stored
/// @param occurredAt WhatsApp's time for messages that we did not send
/// @param details what the message is beyond its words
/// @param history each status with its time, oldest first
public record Message(
    UUID id,
    UUID connection,
    long sequence,
    Direction direction,
    String whatsappId,
    String chat,
    Optional<String> sender,
    Optional<String> number,
    String kind,
    Optional<String> text,
    MessageStatus status,
    Optional<Reason> failure,
    Instant acceptedAt,
    Instant occurredAt,
    Details details,
    List<Step> history) {

  public enum Direction {
    IN,
    OUT
  }

  /// @param code stable slug, e.g. `not_on_whatsapp`
  public record Reason(String code, String message) {}

  /// @param content everything that it says; without a kind where it was stored before contents
  ///     were
  /// @param pushName what the author calls himself
  /// @param isRevoked deleted for everyone
  public record Details(
      Content content,
      Optional<String> pushName,
      boolean isStarred,
      boolean isEdited,
      boolean isRevoked,
      boolean hasReaction) {
    static Details of(Content content) {
      return new Details(content, Optional.empty(), false, false, false, false);
    }
  }

  /// As it is once its words were edited.
  public Message edited(String words) {
    return copy(Optional.of(words), history);
  }

  public boolean isOwn() {
    return direction == Direction.OUT;
  }

  public Content content() {
    return details.content();
  }

  /// @param participant whose receipt it is, in groups
  public record Step(MessageStatus status, Instant at, Optional<String> participant) {}

  Message with(List<Step> steps) {
    return copy(text, steps);
  }

  private Message copy(Optional<String> words, List<Step> steps) {
    return new Message(
        id,
        connection,
        sequence,
        direction,
        whatsappId,
        chat,
        sender,
        number,
        kind,
        words,
        status,
        failure,
        acceptedAt,
        occurredAt,
        details,
        steps);
  }
}
