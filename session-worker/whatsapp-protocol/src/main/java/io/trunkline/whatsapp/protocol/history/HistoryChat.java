package io.trunkline.whatsapp.protocol.history;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.history.Conversation.EndOfHistoryTransferType;
import io.trunkline.whatsapp.proto.history.GroupParticipant.Rank;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A chat with some of its messages (`Conversation`). Times are whole seconds.
///
/// @param jid the chat
/// @param pn its user's PN, where `jid` is a LID
/// @param lid its user's LID, where `jid` is a PN
/// @param name the group's subject, or the name in the phone's address book
/// @param displayName what the phone shows
/// @param username the user's name that others may find
/// @param lastActivity by which the phone sorts its chats
/// @param unreadCount messages that were not read
/// @param markedAsUnread whether it is marked although everything was read
/// @param pinned when it was put at the top, if it is
/// @param mutedUntil if it is; the year 9999 for ever
/// @param readOnly whether the account may not write to it
/// @param disappearing after how long messages do; zero if not
/// @param privacyToken what the two users know each other by
/// @param end whether this is all; absent while more chunks follow
/// @param participants of a group
/// @param messages the newest first as a rule
public record HistoryChat(
    Jid jid,
    Optional<Jid> pn,
    Optional<Jid> lid,
    Optional<String> name,
    Optional<String> displayName,
    Optional<String> username,
    Optional<Instant> lastActivity,
    int unreadCount,
    boolean markedAsUnread,
    boolean archived,
    Optional<Instant> pinned,
    Optional<Instant> mutedUntil,
    boolean readOnly,
    Duration disappearing,
    Optional<PrivacyToken> privacyToken,
    Optional<EndOfHistoryTransferType> end,
    List<Participant> participants,
    List<HistoryMessage> messages)
    implements HistoryItem {
  public HistoryChat {
    Objects.requireNonNull(jid, "jid");
    participants = List.copyOf(participants);
    messages = List.copyOf(messages);
  }

  /// A chat of which nothing is known but its messages.
  public static HistoryChat of(Jid jid, List<HistoryMessage> messages) {
    return new HistoryChat(
        jid,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        messages);
  }

  /// The two names of its user, where both are told.
  public Optional<LidMapping> mapping() {
    Optional<Jid> ownPn = jid.isPn() ? Optional.of(jid) : pn;
    Optional<Jid> ownLid = jid.isLid() ? Optional.of(jid) : lid;
    return jid.isPn() || jid.isLid()
        ? ownPn.flatMap(number -> ownLid.map(hidden -> new LidMapping(number, hidden)))
        : Optional.empty();
  }

  /// How many messages only: the rest is personal.
  @Override
  public String toString() {
    return "HistoryChat[" + messages.size() + " messages]";
  }

  /// A member of a group.
  public record Participant(Jid user, Rank rank) {}

  /// The `tctoken` of a user. `toString` hides it.
  ///
  /// @param token theirs; empty if they gave none
  /// @param received when they gave it
  /// @param sent when they were given ours
  public record PrivacyToken(ByteString token, Optional<Instant> received, Optional<Instant> sent) {

    @Override
    public String toString() {
      return "PrivacyToken[…]";
    }
  }
}
