package io.trunkline.whatsapp.client.event;

import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// Something that happened in a session. Facts only: identity, tenant and sequence are the
/// owner's to add. Values that stand for a message repeat unchanged when WhatsApp delivers it
/// again, so that an id made from (chat, sender, whatsappId, kind of event) is stable.
public sealed interface SessionEvent {

  /// The connection changed. Never in the inbox.
  record ConnectionChanged(ConnectionState state) implements SessionEvent {}

  /// A message of a chat partner, or one that another own device sent. Always in the inbox.
  ///
  /// @param whatsappId WhatsApp's message id
  /// @param chat the conversation
  /// @param sender the author; differs from the chat in groups, and in own messages
  /// @param fromMe sent by this account from another device
  /// @param pushName the author's own name, or empty
  /// @param timestamp WhatsApp's time of the message, to the second
  /// @param offline delivered from the queue that the server keeps for offline devices
  /// @param message what it says and what accompanies that
  /// @param raw the WhatsApp message protobuf, unwrapped
  record MessageReceived(
      String whatsappId,
      UserAddress chat,
      UserAddress sender,
      boolean fromMe,
      String pushName,
      Instant timestamp,
      boolean offline,
      ReadMessage message,
      byte[] raw)
      implements SessionEvent {}

  /// A message arrived that could not be decrypted; a retry was asked for where that can help. It
  /// must not hide the message itself, which may arrive later under the same id.
  ///
  /// @param reason a stable slug: `no_session`, `bad_mac`, `invalid_key_id`, `unavailable` …
  record Undecryptable(
      String whatsappId, UserAddress chat, UserAddress sender, Instant timestamp, String reason)
      implements SessionEvent {}

  /// A receipt about messages that this account sent. Never in the inbox: it is published, then
  /// acknowledged.
  ///
  /// @param whatsappId the message
  /// @param chat the conversation in which it was sent
  /// @param participant whose receipt it is; the chat partner, or a member of the group
  /// @param status how far the message came at that participant
  /// @param at WhatsApp's time of the receipt
  record MessageStatus(
      String whatsappId,
      UserAddress chat,
      UserAddress participant,
      ReceiptStatus status,
      Instant at)
      implements SessionEvent {}

  /// Both names of a user became known together. A hint for projections; the session has the
  /// mapping in its store.
  record LidLearned(Jid pn, Jid lid) implements SessionEvent {}

  /// A user's identity key changed (new phone, reinstalled). Sending goes on under the new key.
  record IdentityChanged(UserAddress user) implements SessionEvent {}

  /// A contact or group changed something that others see. Published, then acknowledged.
  ///
  /// @param stanzaId names the notification; with the contact it names the event
  record ContactChanged(String stanzaId, UserAddress contact, ContactChange change)
      implements SessionEvent {}

  /// Something of the own account was changed elsewhere. Published, then acknowledged.
  record AccountChanged(String stanzaId, AccountChange change) implements SessionEvent {}

  /// A watched contact came or went. Never in the inbox.
  ///
  /// @param lastSeen when it was there last, where it lets that be known
  record PresenceChanged(UserAddress contact, boolean isAvailable, Optional<Instant> lastSeen)
      implements SessionEvent {}

  /// Somebody types, records or has paused. Never in the inbox.
  record ChatStateChanged(UserAddress chat, UserAddress participant, ChatActivity activity)
      implements SessionEvent {}

  /// A call of or to the account came a step further. Published, then acknowledged.
  ///
  /// @param callId names the call in all its steps
  /// @param caller who began it
  /// @param from whose step it is
  /// @param group where it is a group's
  /// @param isVideo known with the offer
  /// @param reason why it ended, as WhatsApp says (`timeout`, `accepted_elsewhere` …), or empty
  /// @param at WhatsApp's time of the step
  /// @param offline delivered late: it does not ring any more
  record CallChanged(
      String callId,
      UserAddress caller,
      UserAddress from,
      CallStep step,
      Optional<UserAddress> group,
      boolean isVideo,
      String reason,
      Instant at,
      boolean offline)
      implements SessionEvent {}

  /// What WhatsApp lets this account do has changed.
  ///
  /// @param kind what was learned
  /// @param code WhatsApp's number behind it (463, 475, 402 …), where there is one
  /// @param until known end, if any
  record AccountHealth(HealthKind kind, OptionalInt code, Optional<Instant> until)
      implements SessionEvent {}

  enum HealthKind {
    /// Sends are accepted (again).
    GOOD,
    /// 463: new chats may not be started for now.
    REACHOUT_TIMELOCK,
    /// 475: the cap of new chats is reached.
    NEW_CHAT_CAP,
    /// 429 or a rate limit by another name.
    RATE_LIMITED,
    /// Login failure 402.
    TEMPORARILY_BANNED,
    /// Login failure 403 or 406.
    BANNED,
    /// Login failure 405: the configured client version is too old.
    CLIENT_OUTDATED,
    /// The server announced that the client version will be refused.
    CLIENT_EXPIRES
  }

  enum ReceiptStatus {
    DELIVERED,
    READ,
    PLAYED
  }
}
