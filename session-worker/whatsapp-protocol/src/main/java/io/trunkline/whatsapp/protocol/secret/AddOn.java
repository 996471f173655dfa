package io.trunkline.whatsapp.protocol.secret;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.e2e.EventResponseMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.e2e.ReactionMessage;
import io.trunkline.whatsapp.protocol.message.PollTally;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Something that belongs to another message, decrypted. The text of none shows content.
public sealed interface AddOn {

  /// A vote in a poll, which replaces the voter's earlier ones.
  ///
  /// @param selectedOptions the hashes of the options' names; empty to withdraw the vote
  /// @param sentAt by the voter's clock
  record PollVote(List<ByteString> selectedOptions, Instant sentAt) implements AddOn {
    public PollVote {
      selectedOptions = List.copyOf(selectedOptions);
      Objects.requireNonNull(sentAt, "sentAt");
    }

    /// A vote for options by their names.
    public static PollVote of(List<String> options, Instant sentAt) {
      return new PollVote(options.stream().map(PollTally::optionHash).toList(), sentAt);
    }

    @Override
    public String toString() {
      return "PollVote[" + selectedOptions.size() + " options]";
    }
  }

  /// A reaction in the announcement group of a community.
  ///
  /// @param reaction without its key, which the container has
  record Reaction(ReactionMessage reaction) implements AddOn {
    public Reaction {
      reaction = reaction.toBuilder().clearKey().build();
    }

    @Override
    public String toString() {
      return "Reaction[…]";
    }
  }

  /// A comment in the announcement group of a community.
  record Comment(Message message) implements AddOn {
    public Comment {
      Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
      return "Comment[…]";
    }
  }

  /// Whether somebody comes to an event.
  record EventResponse(EventResponseMessage response) implements AddOn {
    public EventResponse {
      Objects.requireNonNull(response, "response");
    }

    @Override
    public String toString() {
      return "EventResponse[…]";
    }
  }

  /// A change of the message itself.
  ///
  /// @param useCase what is changed: one of the three edits, or an option added to a poll
  record Edit(SecretUseCase useCase, Message message) implements AddOn {
    public Edit {
      if (useCase.secretEncType().isEmpty()) {
        throw new IllegalArgumentException("Expected an edit but was " + useCase);
      }
      Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
      return "Edit[" + useCase + "]";
    }
  }
}
