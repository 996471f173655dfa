package io.trunkline.whatsapp.client.event;

import io.trunkline.whatsapp.client.group.GroupUpdate;
import io.trunkline.whatsapp.client.newsletter.NewsletterUpdate;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.history.HistoryMessage;
import io.trunkline.whatsapp.protocol.history.HistoryType;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.content.ReadMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
  /// @param serverId the number of a newsletter's post in it; absent elsewhere
  record MessageReceived(
      String whatsappId,
      UserAddress chat,
      UserAddress sender,
      boolean fromMe,
      String pushName,
      Instant timestamp,
      boolean offline,
      ReadMessage message,
      byte[] raw,
      OptionalLong serverId)
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

  /// Another own device told that messages of others were read, of one author in one chat.
  record ReadElsewhere(UserAddress chat, List<String> whatsappIds, Instant at)
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

  /// Something changed in a group. Never in the inbox: it is published, then acknowledged.
  ///
  /// @param notificationId WhatsApp's id of the notification
  /// @param part which of the notification's changes this is, from 0
  /// @param group the group
  /// @param actor who did it, where told
  /// @param at WhatsApp's time
  /// @param update what
  record GroupChanged(
      String notificationId,
      int part,
      Jid group,
      Optional<UserAddress> actor,
      Instant at,
      GroupUpdate update)
      implements SessionEvent {}

  /// Something changed in a newsletter, or for this account in it. Never in the inbox: it is
  /// published, then acknowledged.
  ///
  /// @param notificationId WhatsApp's id of the notification
  /// @param at WhatsApp's time
  record NewsletterChanged(
      String notificationId, Jid newsletter, Instant at, NewsletterUpdate update)
      implements SessionEvent {}

  /// What WhatsApp lets this account do has changed.
  ///
  /// @param kind what was learned
  /// @param code WhatsApp's number behind it (463, 475, 402 …), where there is one
  /// @param until known end, if any
  record AccountHealth(HealthKind kind, OptionalInt code, Optional<Instant> until)
      implements SessionEvent {}

  /// Other devices or this one changed what the account's devices share. Always in the inbox.
  ///
  /// @param version of the collection, after the last of the changes
  /// @param isSnapshot everything that there is, not what changed
  /// @param part counts the events of one version, from 0
  /// @param changes in order, at most [#MAX_CHANGES]
  record AppStateChanged(
      Collection collection, long version, boolean isSnapshot, int part, List<StateChange> changes)
      implements SessionEvent {
    public static final int MAX_CHANGES = 100;

    public AppStateChanged {
      changes = List.copyOf(changes);
    }
  }

  /// @param about the chat or user that it is about, if any
  record StateChange(Mutation mutation, Optional<UserAddress> about) {}

  /// A collection of the app state cannot be believed and is left alone until the owner has it
  /// synchronised anew. Always in the inbox.
  ///
  /// @param reason a stable slug, such as `bad_patch_mac`
  record AppStateParked(Collection collection, long version, String reason)
      implements SessionEvent {}

  /// A part of the account's past. Always in the inbox. Parts may repeat and overlap with what is
  /// known.
  ///
  /// @param id of the phone's notification
  /// @param type why it came
  /// @param order of the chunk among its type
  /// @param progress of the whole transfer, 0 to 100
  /// @param requestId of the request that it answers, or empty
  /// @param part counts the events of one chunk, from 0
  /// @param isLast whether the chunk ends with it
  record HistoryReceived(
      String id,
      HistoryType type,
      int order,
      int progress,
      String requestId,
      int part,
      boolean isLast,
      List<PastChat> chats,
      List<PastMessage> messages,
      List<PastName> names)
      implements SessionEvent {
    public HistoryReceived {
      chats = List.copyOf(chats);
      messages = List.copyOf(messages);
      names = List.copyOf(names);
    }
  }

  /// @param chat what the phone knows of it; its messages come by themselves
  record PastChat(UserAddress address, HistoryChat chat) {}

  /// @param sender the author; absent where the phone does not say
  record PastMessage(UserAddress chat, Optional<UserAddress> sender, HistoryMessage message) {}

  /// A name that a user chose.
  record PastName(UserAddress user, String name) {}

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
