package io.trunkline.whatsapp.client.store;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.SignalAddress;
import io.trunkline.whatsapp.protocol.signal.PreKey;
import io.trunkline.whatsapp.protocol.signal.SenderKeyRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// The durable memory of **one** session. Each [io.trunkline.whatsapp.client.WhatsAppSession] has
/// a store of its own; the owner binds tenant, session id and epoch into it.
///
/// What an implementation must hold:
///
/// - **No method blocks.** All are called on the session's event loop and answer through the
///   returned stage, which may be completed on any thread.
/// - **Commits are ordered.** Commits are handed over in order, several may be under way, and they
///   become durable and complete in the order of the calls. A commit never completes before an
///   earlier one of the same session. Many sessions' commits may share a transaction.
/// - **A commit is atomic and durable.** Everything in one [StoreChange] is kept, or nothing, and
///   on normal completion it survives a power cut.
/// - **A failed commit ends the session.** A stage that completes exceptionally says "not written,
///   or not known whether written". All later commits of the session must fail too. The session
///   then drops its memory and its socket without another frame, reports
///   [io.trunkline.whatsapp.client.event.ConnectionState.Failed] and is of no further use: the
///   owner makes a new one, which loads what really was written.
/// - **Reads see every commit that completed before the read was asked for.** A read that races
///   with a commit may see either side of it; the session never asks for what it has in memory.
/// - A read that fails also ends the session, as above.
///
/// Keys of Signal state are canonical [SignalAddress]es: the LID form (`<user>_1`) once the LID is
/// known, else the PN form.
public interface SessionStore {

  /// What is needed to connect; absent where the session has never been linked.
  CompletionStage<Optional<StoredSession>> load();

  /// The Signal sessions of these addresses; an address without one is missing from the map.
  CompletionStage<Map<SignalAddress, StoredRatchet>> ratchets(Collection<SignalAddress> addresses);

  /// The identity key last seen of this device, if any.
  CompletionStage<Optional<PublicKey>> identity(SignalAddress address);

  /// The private half of an own one-time prekey that was added and not consumed since.
  CompletionStage<Optional<PreKey>> preKey(int id);

  /// Prekeys that were added, are not consumed and not marked uploaded, by rising id, at most
  /// `limit`. They are offered again instead of making new ones.
  CompletionStage<List<PreKey>> preKeysNotUploaded(int limit);

  /// Both names of a user, found by either (`user` is a PN or LID user JID without device).
  /// Absent where only the one name is known.
  CompletionStage<Optional<LidMapping>> lidMapping(Jid user);

  /// The pairs of many users, by the name that was asked for; a user of whom only that name is
  /// known is missing from the map.
  CompletionStage<Map<Jid, LidMapping>> lidMappings(Collection<Jid> users);

  /// The device lists last committed for these users (user JIDs, as in [DeviceList#user()]); a user
  /// without one is missing from the map.
  CompletionStage<Map<Jid, DeviceList>> deviceLists(Collection<Jid> users);

  /// The members of a group as last committed.
  CompletionStage<Optional<GroupMembers>> groupMembers(Jid group);

  /// The own sender key of a group.
  CompletionStage<Optional<StoredSenderKey>> ownSenderKey(Jid group);

  /// Which devices were told the own sender key of a group, and whether each is taken to have it.
  CompletionStage<Map<SignalAddress, Boolean>> senderKeyHolders(Jid group);

  /// The sender keys that these devices have told us; one that told none is missing from the map.
  CompletionStage<Map<GroupDevice, SenderKeyRecord>> senderKeys(Collection<GroupDevice> senders);

  /// The secret kept of a message within [StoredSecret#LIFETIME].
  ///
  /// @param chats the chat, by each name that it may have been kept under
  /// @param senders the sender, likewise
  CompletionStage<Optional<StoredSecret>> messageSecret(
      String whatsappId, Collection<Jid> chats, Collection<Jid> senders);

  /// The sync keys and where each collection stands.
  CompletionStage<StoredAppState> appState();

  /// The value MACs stored under these index MACs; one without a record is missing from the map.
  CompletionStage<Map<ByteString, ByteString>> appStateMacs(
      io.trunkline.whatsapp.protocol.appstate.Collection collection, Set<ByteString> indexMacs);

  /// The privacy tokens last committed for this user (canonical, without device).
  CompletionStage<Optional<ContactToken>> contactToken(Jid user);

  /// The users in the address book, as the app state names them.
  CompletionStage<Set<Jid>> contacts();

  /// Makes all of `change` durable at once; see the type for order and failure.
  CompletionStage<Void> commit(StoreChange change);
}
