package io.trunkline.whatsapp.protocol.history;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.action.CallLogRecord;
import io.trunkline.whatsapp.proto.history.GlobalSettings;
import io.trunkline.whatsapp.proto.history.PastParticipant.LeaveReason;
import io.trunkline.whatsapp.protocol.jid.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One thing that a chunk tells.
public sealed interface HistoryItem
    permits HistoryChat,
        HistoryItem.Status,
        HistoryItem.PushName,
        HistoryItem.LidMapping,
        HistoryItem.InlineContact,
        HistoryItem.PastParticipants,
        HistoryItem.Call,
        HistoryItem.Settings,
        HistoryItem.NctSalt,
        HistoryItem.CompanionMetaNonce {

  /// A status update.
  record Status(HistoryMessage message) implements HistoryItem {
    public Status {
      Objects.requireNonNull(message, "message");
    }
  }

  /// The name that a user chose.
  record PushName(Jid user, String name) implements HistoryItem {

    @Override
    public String toString() {
      return "PushName[…]";
    }
  }

  /// The two names of one user.
  record LidMapping(Jid pn, Jid lid) implements HistoryItem {}

  /// An entry of the address book.
  record InlineContact(
      Optional<Jid> pn,
      Optional<Jid> lid,
      Optional<String> fullName,
      Optional<String> firstName,
      Optional<String> username)
      implements HistoryItem {

    @Override
    public String toString() {
      return "InlineContact[…]";
    }
  }

  /// Who has left a group.
  record PastParticipants(Jid group, List<PastParticipant> participants) implements HistoryItem {
    public PastParticipants {
      participants = List.copyOf(participants);
    }
  }

  /// @param left when, whole seconds
  record PastParticipant(Jid user, LeaveReason reason, Optional<Instant> left) {}

  /// A call.
  record Call(CallLogRecord details) implements HistoryItem {

    @Override
    public String toString() {
      return "Call[…]";
    }
  }

  /// The phone's settings; `chatDbLidMigrationTimestamp` is when its chats moved to LIDs.
  /// `toString` hides them: there is a password among them.
  record Settings(GlobalSettings settings) implements HistoryItem {

    @Override
    public String toString() {
      return "Settings[…]";
    }
  }

  /// The salt of `cstoken`s. `toString` hides it.
  record NctSalt(ByteString salt) implements HistoryItem {

    @Override
    public String toString() {
      return "NctSalt[…]";
    }
  }

  /// A value that the companion repeats to the phone. `toString` hides it.
  record CompanionMetaNonce(String nonce) implements HistoryItem {

    @Override
    public String toString() {
      return "CompanionMetaNonce[…]";
    }
  }
}
