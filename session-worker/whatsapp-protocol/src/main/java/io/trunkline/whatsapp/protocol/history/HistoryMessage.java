package io.trunkline.whatsapp.protocol.history;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.common.MessageKey;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.proto.web.WebMessageInfo;
import io.trunkline.whatsapp.proto.web.WebMessageInfo.Status;
import io.trunkline.whatsapp.proto.web.WebMessageInfo.StubType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// A message as the phone stores it (`WebMessageInfo`): with what came of it since. An edited
/// message has its new content, a revoked one is the stub REVOKE.
///
/// @param chat where it was written
/// @param id its stanza id
/// @param fromMe whether the account sent it
/// @param participant who sent it, in groups and broadcasts; may be absent for own messages
/// @param order the phone's own order of messages, if it says
/// @param info everything that is stored; keys and content are secret
public record HistoryMessage(
    Jid chat,
    String id,
    boolean fromMe,
    Optional<Jid> participant,
    OptionalLong order,
    WebMessageInfo info) {
  public HistoryMessage {
    Objects.requireNonNull(chat, "chat");
    Objects.requireNonNull(participant, "participant");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(info, "info");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("Expected an id");
    }
  }

  /// Reads a stored message; empty for one that has no id or is in no chat.
  ///
  /// @param chat where it was found, if the message does not say
  public static Optional<HistoryMessage> of(
      Optional<Jid> chat, WebMessageInfo info, OptionalLong order) {
    MessageKey key = info.getKey();
    Optional<Jid> where = Values.jid(key.getRemoteJID()).or(() -> chat);
    if (where.isEmpty() || key.getID().isEmpty()) {
      return Optional.empty();
    }
    Optional<Jid> participant =
        Values.jid(key.getParticipant()).or(() -> Values.jid(info.getParticipant()));
    return Optional.of(
        new HistoryMessage(where.get(), key.getID(), key.getFromMe(), participant, order, info));
  }

  /// When the server took it, whole seconds; the epoch if the phone does not say.
  public Instant timestamp() {
    return Values.seconds(info.getMessageTimestamp()).orElse(Instant.EPOCH);
  }

  /// How far an own message came.
  public Optional<Status> status() {
    return info.hasStatus() ? Optional.of(info.getStatus()) : Optional.empty();
  }

  /// What it says; absent for stubs.
  public Optional<Message> content() {
    return info.hasMessage() ? Optional.of(info.getMessage()) : Optional.empty();
  }

  /// From which votes, reactions and edits are keyed.
  public Optional<ByteString> secret() {
    ByteString inside = info.getMessage().getMessageContextInfo().getMessageSecret();
    ByteString secret = info.hasMessageSecret() ? info.getMessageSecret() : inside;
    return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
  }

  /// What happened, where this is no message but a line of the system; its parameters are in
  /// [#info()].
  public Optional<StubType> stub() {
    return info.hasMessageStubType() ? Optional.of(info.getMessageStubType()) : Optional.empty();
  }

  /// The name that the sender had chosen.
  public Optional<String> pushName() {
    return info.getPushName().isEmpty() ? Optional.empty() : Optional.of(info.getPushName());
  }

  /// Who reacted to it.
  public List<Reaction> reactions() {
    List<Reaction> reactions = new ArrayList<>();
    for (var reaction : info.getReactionsList()) {
      reactions.add(
          new Reaction(
              Sender.of(reaction.getKey()),
              reaction.getText(),
              Instant.ofEpochMilli(reaction.getSenderTimestampMS())));
    }
    return reactions;
  }

  /// Who voted, where it is a poll.
  public List<Vote> votes() {
    List<Vote> votes = new ArrayList<>();
    for (var update : info.getPollUpdatesList()) {
      votes.add(
          new Vote(
              Sender.of(update.getPollUpdateMessageKey()),
              update.getVote().getSelectedOptionsList(),
              Instant.ofEpochMilli(update.getSenderTimestampMS())));
    }
    return votes;
  }

  /// The id only: the rest is personal.
  @Override
  public String toString() {
    return "HistoryMessage[" + id + "]";
  }

  /// Who added something to a message.
  ///
  /// @param fromMe whether the account did
  /// @param user who, if not: the participant of a group, else the chat itself; absent if unknown
  public record Sender(boolean fromMe, Optional<Jid> user) {
    static Sender of(MessageKey key) {
      return new Sender(
          key.getFromMe(),
          key.getFromMe()
              ? Optional.empty()
              : Values.jid(key.getParticipant())
                  .or(() -> Values.jid(key.getRemoteJID()).filter(c -> c.isPn() || c.isLid())));
    }
  }

  /// @param text an emoji; empty where it was taken back
  public record Reaction(Sender sender, String text, Instant timestamp) {}

  /// @param options SHA-256 of each chosen option's text; empty where the vote was taken back
  public record Vote(Sender sender, List<ByteString> options, Instant timestamp) {
    public Vote {
      options = List.copyOf(options);
    }
  }
}
