package io.trunkline.whatsapp.protocol.message.content;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage.EventResponseType;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What belongs to another message and is shown at it. Times are whole milliseconds.
public sealed interface Addition extends Content {

  /// The message that it belongs to.
  MessageKey target();

  /// The same, of another message.
  default Addition withTarget(MessageKey other) {
    return switch (this) {
      case Reaction(_, var text, var at) -> new Reaction(other, text, at);
      case Edit(_, var content, var at) -> new Edit(other, content, at);
      case Revoke _ -> new Revoke(other);
      case Pin(_, var isPinned, var at, var duration) -> new Pin(other, isPinned, at, duration);
      case Keep(_, var isKept, var at) -> new Keep(other, isKept, at);
      case Comment(_, var content) -> new Comment(other, content);
      case PollVote(_, var options, var at) -> new PollVote(other, options, at);
      case EventResponse(_, var response, var extraGuests, var at) ->
          new EventResponse(other, response, extraGuests, at);
      case Encrypted(var purpose, _, var payload, var iv, var at) ->
          new Encrypted(purpose, other, payload, iv, at);
    };
  }

  /// A reaction.
  ///
  /// @param text one emoji; empty takes the reaction back
  /// @param at when the sender chose it
  record Reaction(MessageKey target, String text, Optional<Instant> at) implements Addition {
    public Reaction {
      Fields.present(target, text, at);
    }

    @Override
    public String toString() {
      return "Reaction";
    }
  }

  /// Other words for a message. [MessageContext] of an edit is that of its new content.
  ///
  /// @param target one of the sender's own
  /// @param content what the message says from now on: media with all its fields
  /// @param at when it was edited
  record Edit(MessageKey target, Content content, Optional<Instant> at) implements Addition {
    public Edit {
      Fields.present(target, content, at);
    }
  }

  /// Deletes a message for everyone: one's own, or as a group's admin that of
  /// [MessageKey#participant].
  record Revoke(MessageKey target) implements Addition {
    public Revoke {
      Fields.present(target);
    }
  }

  /// Pins a message in the chat, or takes the pin off.
  ///
  /// @param isPinned whether it shall be pinned
  /// @param duration how long: 1, 7 or 30 days; 0 when it comes off
  record Pin(MessageKey target, boolean isPinned, Optional<Instant> at, Duration duration)
      implements Addition {
    public Pin {
      Fields.present(target, at, duration);
    }
  }

  /// Keeps a message that would disappear, or lets it go.
  ///
  /// @param isKept whether it shall stay
  record Keep(MessageKey target, boolean isKept, Optional<Instant> at) implements Addition {
    public Keep {
      Fields.present(target, at);
    }
  }

  /// A comment on an announcement. [MessageContext] of a comment is that of its content.
  record Comment(MessageKey target, Content content) implements Addition {
    public Comment {
      Fields.present(target, content);
    }
  }

  /// A vote in a poll; a later one of the same user replaces it. It travels [Encrypted].
  ///
  /// @param options SHA-256 of each chosen option; none takes the vote back
  record PollVote(MessageKey target, List<ByteString> options, Optional<Instant> at)
      implements Addition {
    public PollVote {
      Fields.present(target, at);
      options = List.copyOf(options);
    }

    /// A vote for options by name.
    public static PollVote of(MessageKey poll, List<String> options, Optional<Instant> at) {
      return new PollVote(poll, options.stream().map(PollVote::hash).toList(), at);
    }

    /// What stands for an option in a vote: 32 bytes.
    public static ByteString hash(String option) {
      return ByteString.copyFrom(Sha256.hash(option.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
      return "PollVote";
    }
  }

  /// Whether a guest comes to an event. It travels [Encrypted].
  ///
  /// @param extraGuests how many the guest brings
  record EventResponse(
      MessageKey target, EventResponseType response, int extraGuests, Optional<Instant> at)
      implements Addition {
    public EventResponse {
      Fields.present(target, response, at);
    }

    @Override
    public String toString() {
      return "EventResponse";
    }
  }

  /// An addition under a key that is derived from the target's secret: who has not got the target
  /// cannot read it. [SecretPlaintexts] reads what is inside. An iv of another length throws
  /// [IllegalArgumentException].
  ///
  /// @param purpose what is inside
  /// @param payload AES-256-GCM ciphertext and tag
  /// @param iv 12 bytes
  /// @param at when the sender made it; only votes tell
  record Encrypted(
      Purpose purpose, MessageKey target, ByteString payload, ByteString iv, Optional<Instant> at)
      implements Addition {
    /// Length of [#iv].
    public static final int IV_BYTES = 12;

    public Encrypted {
      Fields.present(purpose, target, payload, at);
      if (iv.size() != IV_BYTES) {
        throw new IllegalArgumentException("Expected an iv of 12 bytes but was " + iv.size());
      }
    }

    @Override
    public String toString() {
      return "Encrypted[" + purpose + "]";
    }
  }

  /// What an encrypted addition is for.
  enum Purpose {
    POLL_VOTE,
    REACTION,
    COMMENT,
    EVENT_RESPONSE,
    EVENT_EDIT,
    MESSAGE_EDIT,
    POLL_EDIT,
    POLL_ADD_OPTION
  }
}
