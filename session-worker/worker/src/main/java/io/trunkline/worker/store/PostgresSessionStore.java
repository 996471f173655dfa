package io.trunkline.worker.store;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.store.ContactToken;
import io.trunkline.whatsapp.client.store.DeviceList;
import io.trunkline.whatsapp.client.store.GroupDevice;
import io.trunkline.whatsapp.client.store.GroupMembers;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.SessionStore;
import io.trunkline.whatsapp.client.store.StoreChange;
import io.trunkline.whatsapp.client.store.StoredAppState;
import io.trunkline.whatsapp.client.store.StoredRatchet;
import io.trunkline.whatsapp.client.store.StoredSecret;
import io.trunkline.whatsapp.client.store.StoredSenderKey;
import io.trunkline.whatsapp.client.store.StoredSession;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The client's store over the worker's tables, for one session of one tenure. Reads run on their
/// own executor, writes join the group commit. After the first failed write every other fails.
public final class PostgresSessionStore implements SessionStore {
  private final OwnedSession session;
  private final SessionRows rows;
  private final GroupCommit commits;
  private final Executor reads;
  private final Function<List<SessionEvent>, List<InboxEvent>> toEvents;
  private final Consumer<List<InboxEvent>> toPublish;
  private volatile boolean hasFailed;

  /// @param toEvents gives the events of a change their ids and sequences, on the caller's thread
  /// @param toPublish takes events that are durable now, in order
  public PostgresSessionStore(
      OwnedSession session,
      SessionRows rows,
      GroupCommit commits,
      Executor reads,
      Function<List<SessionEvent>, List<InboxEvent>> toEvents,
      Consumer<List<InboxEvent>> toPublish) {
    this.session = session;
    this.rows = rows;
    this.commits = commits;
    this.reads = reads;
    this.toEvents = toEvents;
    this.toPublish = toPublish;
  }

  @Override
  public CompletionStage<Optional<StoredSession>> load() {
    return read(() -> rows.load(session));
  }

  @Override
  public CompletionStage<Map<SignalAddress, StoredRatchet>> ratchets(
      Collection<SignalAddress> addresses) {
    return read(() -> rows.ratchets(session, addresses));
  }

  @Override
  public CompletionStage<Optional<PublicKey>> identity(SignalAddress address) {
    return read(() -> rows.identity(session, address));
  }

  @Override
  public CompletionStage<Optional<PreKey>> preKey(int id) {
    return read(() -> rows.preKey(session, id));
  }

  @Override
  public CompletionStage<List<PreKey>> preKeysNotUploaded(int limit) {
    return read(() -> rows.preKeysNotUploaded(session, limit));
  }

  @Override
  public CompletionStage<Optional<LidMapping>> lidMapping(Jid user) {
    return read(() -> rows.lidMapping(session, user));
  }

  @Override
  public CompletionStage<Map<Jid, LidMapping>> lidMappings(Collection<Jid> users) {
    return read(() -> rows.lidMappings(session, users));
  }

  @Override
  public CompletionStage<Map<Jid, DeviceList>> deviceLists(Collection<Jid> users) {
    return read(() -> rows.deviceLists(session, users));
  }

  @Override
  public CompletionStage<Optional<GroupMembers>> groupMembers(Jid group) {
    return read(() -> rows.groups().members(session, group));
  }

  @Override
  public CompletionStage<Optional<StoredSenderKey>> ownSenderKey(Jid group) {
    return read(() -> rows.groups().ownSenderKey(session, group));
  }

  @Override
  public CompletionStage<Map<SignalAddress, Boolean>> senderKeyHolders(Jid group) {
    return read(() -> rows.groups().holders(session, group));
  }

  @Override
  public CompletionStage<Map<GroupDevice, SenderKeyRecord>> senderKeys(
      Collection<GroupDevice> senders) {
    return read(() -> rows.groups().senderKeys(session, senders));
  }

  @Override
  public CompletionStage<Optional<StoredSecret>> messageSecret(
      String whatsappId, Collection<Jid> chats, Collection<Jid> senders) {
    return read(() -> rows.messageSecret(session, whatsappId, chats, senders));
  }

  @Override
  public CompletionStage<StoredAppState> appState() {
    return read(() -> rows.appState(session));
  }

  @Override
  public CompletionStage<Map<ByteString, ByteString>> appStateMacs(
      io.trunkline.whatsapp.protocol.appstate.Collection collection, Set<ByteString> indexMacs) {
    return read(() -> rows.appStateMacs(session, collection, indexMacs));
  }

  @Override
  public CompletionStage<Optional<ContactToken>> contactToken(Jid user) {
    return read(() -> rows.contactToken(session, user));
  }

  @Override
  public CompletionStage<Set<Jid>> contacts() {
    return read(() -> rows.contacts(session));
  }

  @Override
  public CompletionStage<Void> commit(StoreChange change) {
    if (hasFailed) {
      return CompletableFuture.failedFuture(
          new StoreUnavailable("An earlier write of this session failed", null));
    }
    var inbox = toEvents.apply(change.inbox());
    return commits
        .write(session, new SessionWrite.Changed(change, inbox))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                hasFailed = true;
              } else if (!inbox.isEmpty()) {
                toPublish.accept(inbox);
              }
            });
  }

  private <T> CompletionStage<T> read(Supplier<T> query) {
    return CompletableFuture.supplyAsync(query, reads);
  }
}
