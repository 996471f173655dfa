package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.AppState;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.store.AppStateChange;
import io.trunkline.whatsapp.client.store.AppStateChange.CollectionChange;
import io.trunkline.whatsapp.client.store.StoredAppState.StoredCollection;
import io.trunkline.whatsapp.proto.e2e.ProtocolMessage;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.AppStateException;
import io.trunkline.whatsapp.protocol.appstate.Applied;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.KeyShare;
import io.trunkline.whatsapp.protocol.appstate.MacChanges;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.appstate.OwnPatch;
import io.trunkline.whatsapp.protocol.appstate.PatchWriter;
import io.trunkline.whatsapp.protocol.appstate.StoredMacs;
import io.trunkline.whatsapp.protocol.appstate.SyncKeyId;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The app state of the account: follows the server's log, writes to it, asks the phone for keys.
///
/// One step at a time, so a collection has one writer: fetching what is wanted goes before writing.
/// A state, its MACs and the events of what changed are one commit, and a step ends when that is
/// durable.
///
/// | what goes wrong | what follows |
/// |---|---|
/// | a key is missing | the phone is asked, once in 24 h; the collection waits for the share |
/// | a MAC is wrong, a patch out of order | one try from a snapshot, then it is parked |
/// | the log ended | parked |
/// | a download or the connection fails | again with the next trigger or connection |
///
/// Source: protocol dossier, 11.
final class AppStateSync implements AppState {

  private static final Duration REQUEST_PAUSE = Duration.ofHours(24);
  private static final int MAX_WRITES = 256;
  private static final int MAX_CONFLICTS = 5;
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private record Write(
      Collection collection, List<Mutation> mutations, CompletableFuture<Void> result) {}

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Addresses addresses;
  private final Calls calls;
  private final PeerMessages peers;
  private final AppStateReading reading;
  private final ArrayDeque<Write> writes = new ArrayDeque<>(2);
  // To be fetched; true = from a snapshot.
  private final Map<Collection, Boolean> wanted = new EnumMap<>(Collection.class);
  // Could not be fetched just now.
  private final Set<Collection> later = EnumSet.noneOf(Collection.class);
  // Were begun anew because of a fault, and have not been sound since.
  private final Set<Collection> restarted = EnumSet.noneOf(Collection.class);
  private final List<CompletableFuture<Void>> whenIdle = new ArrayList<>(2);
  private AppStateMemory memory = new AppStateMemory();
  private boolean isOpen;
  private boolean isBusy;

  AppStateSync(
      SessionCore core,
      Journal journal,
      Requests requests,
      Addresses addresses,
      PrivacyTokens tokens,
      Calls calls,
      PeerMessages peers,
      MediaFlow media) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.addresses = addresses;
    this.calls = calls;
    this.peers = peers;
    this.reading = new AppStateReading(core, journal, addresses, tokens, media);
  }

  // ---- the owner

  @Override
  public CompletionStage<Void> set(List<Action> actions) {
    return calls.post(() -> write(actions, action -> new Mutation.Set(action, core.now())));
  }

  @Override
  public CompletionStage<Void> remove(List<Action> actions) {
    return calls.post(() -> write(actions, action -> Mutation.Remove.of(action, core.now())));
  }

  @Override
  public CompletionStage<Void> resync() {
    return calls.post(
        () -> {
          if (!isOpen) {
            return notConnected();
          }
          AppStateMemory now = memory;
          return now.load(core)
              .thenCompose(
                  ignored -> {
                    requireKeys(now);
                    now.blocked.clear();
                    restarted.clear();
                    for (Collection collection : Collection.values()) {
                      wanted.put(collection, true);
                    }
                    return idle();
                  })
              .thenRun(
                  () -> {
                    if (!later.isEmpty()) {
                      throw new SendFailure(
                          SendFailure.Code.SERVER_ERROR, "Not every collection could be fetched");
                    }
                  });
        });
  }

  // ---- what happens

  /// The session is open: goes on with what was left undone.
  void opened() {
    isOpen = true;
    var unused =
        memory
            .load(core)
            .thenRun(
                () -> {
                  later.forEach(collection -> wanted.putIfAbsent(collection, false));
                  later.clear();
                  wantUnknown();
                  pump();
                });
  }

  /// A share of the own phone, about to become durable with the message that brought it.
  void shared(KeyShare share) {
    AppStateMemory now = memory;
    journal.change().appState(AppStateChange.ofKeys(share.keys()));
    now.keys = now.keys.with(share.keys());
    var unused =
        now.load(core)
            .thenRun(
                () -> {
                  now.blocked.values().removeIf(ids -> now.hasAll(ids));
                  // What was blocked before this process began is not known any more.
                  boolean wasAskedFor =
                      share.keys().stream().anyMatch(key -> now.requested.containsKey(key.id()));
                  if (wasAskedFor) {
                    now.collections.keySet().forEach(name -> wanted.putIfAbsent(name, false));
                  }
                  wantUnknown();
                  pump();
                });
  }

  /// Others have written to these collections.
  ///
  /// @return done when they were fetched, or could not be for a reason that the same question would
  ///     meet again; never where the connection ends before
  CompletableFuture<Void> changed(Set<Collection> collections) {
    return memory
        .load(core)
        .thenCompose(
            ignored -> {
              // Without a key nothing can be read; the first share begins with everything.
              if (memory.keys.newest().isPresent()) {
                collections.forEach(collection -> wanted.putIfAbsent(collection, false));
              }
              return idle();
            });
  }

  void disconnected() {
    isOpen = false;
    later.addAll(wanted.keySet());
    wanted.clear();
    whenIdle.clear();
    var lost = List.copyOf(writes);
    writes.clear();
    lost.forEach(write -> write.result.completeExceptionally(connectionEnded()));
  }

  /// Another link begins, or another owner may write.
  void clear() {
    memory.forget();
    memory = new AppStateMemory();
    later.clear();
    restarted.clear();
  }

  // ---- one step at a time

  private CompletableFuture<Void> idle() {
    var result = new CompletableFuture<Void>();
    whenIdle.add(result);
    pump();
    return result;
  }

  private void pump() {
    if (isBusy || !isOpen || core.isDead()) {
      return;
    }
    CompletableFuture<Void> step;
    if (!wanted.isEmpty()) {
      Map<Collection, Boolean> batch = new EnumMap<>(wanted);
      wanted.clear();
      step = fetch(memory, batch);
    } else if (!writes.isEmpty()) {
      step = write(memory, writes.remove());
    } else {
      var idle = List.copyOf(whenIdle);
      whenIdle.clear();
      idle.forEach(waiting -> waiting.complete(null));
      return;
    }
    isBusy = true;
    var unused =
        step.whenComplete(
            (ignored, failure) -> {
              isBusy = false;
              if (failure != null) {
                SessionCore.log.warn(
                    "session {}: app state is not synchronised: {}",
                    core.label(),
                    Sends.asSendFailure(failure).getMessage());
              }
              core.loop().execute(() -> core.onLoop(this::pump));
            });
  }

  private void wantUnknown() {
    memory.unknown().forEach(collection -> wanted.put(collection, true));
  }

  // ---- fetching

  private CompletableFuture<Void> fetch(AppStateMemory now, Map<Collection, Boolean> batch) {
    batch.replaceAll((collection, isAnew) -> isAnew || !now.collections.containsKey(collection));
    batch
        .entrySet()
        .removeIf(
            entry -> {
              StoredCollection known = now.collections.get(entry.getKey());
              return !entry.getValue() && known.isParked();
            });
    if (batch.isEmpty()) {
      return DONE;
    }
    List<Node> asked =
        batch.entrySet().stream()
            .map(
                entry ->
                    collection(
                            entry.getKey(),
                            entry.getValue() ? CollectionState.EMPTY : now.state(entry.getKey()),
                            entry.getValue())
                        .build())
            .toList();
    Set<Collection> open = EnumSet.copyOf(batch.keySet());
    CompletableFuture<Void> taken =
        ask(asked)
            .thenCompose(
                answers ->
                    inOrder(
                        answers,
                        node -> {
                          Optional<Collection> name = name(node).filter(batch::containsKey);
                          return name.isEmpty()
                              ? DONE
                              : take(now, name.get(), node, batch.get(name.get()))
                                  .thenRun(() -> open.remove(name.get()));
                        }));
    return taken.whenComplete((ignored, failure) -> later.addAll(open));
  }

  private static Node.Builder collection(Collection name, CollectionState state, boolean isAnew) {
    return Node.of("collection")
        .with("name", name.text())
        .with("return_snapshot", Boolean.toString(isAnew))
        .with("version", state.version());
  }

  private CompletableFuture<List<Node>> ask(List<Node> collections) {
    return requests
        .set(
            "w:sync:app:state",
            List.of(Node.of("sync").children(collections).build()),
            core.nanoTime())
        .thenApply(answer -> answer.requireChild("sync").children("collection"));
  }

  private static Optional<Collection> name(Node collection) {
    return collection.find("name").flatMap(Collection::find);
  }

  private static int errorCode(Node collection) {
    return collection
        .child("error")
        .map(error -> (int) error.findNumber("code").orElse(500))
        .orElse(500);
  }

  /// Takes what the server said of one collection, whatever that makes of it.
  private CompletableFuture<Void> take(
      AppStateMemory now, Collection name, Node node, boolean isAnew) {
    if (node.has("type", "error")) {
      SessionCore.log.warn(
          "session {}: {} is refused with {}", core.label(), name.text(), errorCode(node));
      later.add(name);
      return DONE;
    }
    return reading
        .follow(now, name, node, isAnew)
        .handle(
            (ignored, failure) -> {
              if (failure == null) {
                restarted.remove(name);
                if (node.has("has_more_patches", "true")) {
                  wanted.putIfAbsent(name, false);
                }
                return DONE;
              }
              return failed(now, name, failure);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> failed(AppStateMemory now, Collection name, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof AppStateException fault)) {
      later.add(name);
      return CompletableFuture.failedFuture(cause);
    }
    SessionCore.log.warn(
        "session {}: {} cannot be followed: {}", core.label(), name.text(), fault.code());
    switch (fault.code()) {
      case MISSING_KEY -> {
        now.blocked.put(name, fault.missingKeys());
        requestKeys(now, fault.missingKeys());
      }
      case TERMINATED -> park(now, name, fault);
      case BAD_SNAPSHOT_MAC,
          BAD_PATCH_MAC,
          BAD_VALUE_MAC,
          BAD_INDEX_MAC,
          OUT_OF_ORDER,
          MALFORMED,
          TOO_LARGE -> {
        if (restarted.add(name)) {
          wanted.put(name, true);
        } else {
          park(now, name, fault);
        }
      }
    }
    return DONE;
  }

  private void park(AppStateMemory now, Collection name, AppStateException fault) {
    CollectionState state = now.state(name);
    now.collections.put(name, new StoredCollection(state, true));
    journal
        .change()
        .appState(AppStateChange.of(name, new CollectionChange(state, MacChanges.NONE, true)))
        .inbox(
            new SessionEvent.AppStateParked(
                name, state.version(), fault.code().name().toLowerCase(Locale.ROOT)));
  }

  // ---- keys

  private void requestKeys(AppStateMemory now, Set<SyncKeyId> ids) {
    Instant at = core.now();
    Predicate<SyncKeyId> isDue =
        id -> !now.requested.getOrDefault(id, Instant.MIN).isAfter(at.minus(REQUEST_PAUSE));
    Set<SyncKeyId> due = ids.stream().filter(isDue).collect(Collectors.toSet());
    if (due.isEmpty()) {
      return;
    }
    Map<SyncKeyId, Instant> asked = new HashMap<>();
    due.forEach(id -> asked.put(id, at));
    now.requested.putAll(asked);
    journal.change().appState(AppStateChange.ofRequests(asked));
    var unused =
        peers
            .send(
                ProtocolMessage.newBuilder()
                    .setType(ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST)
                    .setAppStateSyncKeyRequest(KeyShare.request(due))
                    .build())
            .exceptionally(
                failure -> {
                  SessionCore.log.warn(
                      "session {}: sync keys were not asked for: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return null;
                });
  }

  // ---- writing

  private CompletableFuture<Void> write(List<Action> actions, Function<Action, Mutation> toWrite) {
    if (!isOpen) {
      return notConnected();
    }
    return inOrder(
            actions,
            action ->
                ActionAddresses.chat(action)
                    .map(chat -> addresses.resolve(chat).<Void>thenApply(found -> null))
                    .orElse(DONE))
        .thenCompose(
            ignored -> {
              Map<Collection, List<Mutation>> mutations = new EnumMap<>(Collection.class);
              for (Action action : actions) {
                Action named = ActionAddresses.rename(action, addresses::canonical);
                mutations
                    .computeIfAbsent(named.collection(), key -> new ArrayList<>())
                    .add(toWrite.apply(named));
              }
              if (writes.size() + mutations.size() > MAX_WRITES) {
                throw new SendFailure(SendFailure.Code.BUSY, "Too many writes are waiting");
              }
              List<CompletableFuture<Void>> results = new ArrayList<>();
              mutations.forEach(
                  (name, changes) -> {
                    var write = new Write(name, changes, new CompletableFuture<>());
                    writes.add(write);
                    results.add(write.result);
                  });
              pump();
              return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
            });
  }

  /// Never fails: the result tells.
  private CompletableFuture<Void> write(AppStateMemory now, Write write) {
    return now.load(core)
        .thenCompose(
            ignored -> {
              requireKeys(now);
              return now.collections.containsKey(write.collection)
                  ? DONE
                  : fetch(now, new EnumMap<>(Map.of(write.collection, true)));
            })
        .thenCompose(ignored -> write(now, write, 0))
        .handle(
            (ignored, failure) -> {
              if (failure == null) {
                write.result.complete(null);
              } else {
                write.result.completeExceptionally(Sends.asSendFailure(failure));
              }
              return null;
            });
  }

  private CompletableFuture<Void> write(AppStateMemory now, Write write, int conflicts) {
    Collection name = write.collection;
    StoredCollection known = now.collections.get(name);
    if (known == null) {
      throw new SendFailure(SendFailure.Code.BUSY, "The collection is not synchronised yet");
    }
    if (known.isParked()) {
      throw new SendFailure(SendFailure.Code.REFUSED, "The collection is parked");
    }
    var writer = new PatchWriter(name, now.keys, core.randomness());
    return core.read(core.store().appStateMacs(name, writer.indexMacs(write.mutations)))
        .thenCompose(
            macs -> {
              Optional<OwnPatch> patch =
                  writer.write(known.state(), write.mutations, StoredMacs.of(macs));
              return patch.isEmpty()
                  ? DONE
                  : ask(List.of(
                          collection(name, known.state(), false)
                              .child(Node.of("patch").bytes(patch.get().patch().bytes()).build())
                              .build()))
                      .thenCompose(answers -> written(now, write, patch.get(), answers, conflicts));
            });
  }

  private CompletableFuture<Void> written(
      AppStateMemory now, Write write, OwnPatch patch, List<Node> answers, int conflicts) {
    Node answer =
        answers.stream()
            .filter(node -> name(node).equals(Optional.of(write.collection)))
            .findFirst()
            .orElseThrow(
                () ->
                    new SendFailure(SendFailure.Code.SERVER_ERROR, "The answer has another name"));
    if (!answer.has("type", "error")) {
      return reading.keep(
          now,
          write.collection,
          new Applied(patch.state(), write.mutations, patch.macs(), 0),
          false);
    }
    int code = errorCode(answer);
    if (code != 409) {
      wanted.put(write.collection, true);
      throw new IqFailure(code, "for a patch").asSendFailure();
    }
    if (conflicts >= MAX_CONFLICTS) {
      throw new SendFailure(SendFailure.Code.BUSY, "Others write faster than this device");
    }
    // Others were first: their patches come with the answer, as far as they fit.
    long before = now.state(write.collection).version();
    return take(now, write.collection, answer.toBuilder().with("type", "result").build(), false)
        .thenCompose(
            ignored -> {
              boolean isMore = wanted.remove(write.collection) != null;
              return isMore || now.state(write.collection).version() == before
                  ? fetch(now, new EnumMap<>(Map.of(write.collection, false)))
                  : DONE;
            })
        .thenCompose(ignored -> write(now, write, conflicts + 1));
  }

  private static void requireKeys(AppStateMemory now) {
    if (now.keys.newest().isEmpty()) {
      throw new SendFailure(SendFailure.Code.BUSY, "The phone has not shared its keys yet");
    }
  }

  // ---- small things

  static <T> CompletableFuture<Void> inOrder(
      List<T> items, Function<T, CompletableFuture<Void>> action) {
    CompletableFuture<Void> all = DONE;
    for (T item : items) {
      // What is done at once makes no chain.
      all =
          all.isDone() && !all.isCompletedExceptionally()
              ? action.apply(item)
              : all.thenCompose(ignored -> action.apply(item));
    }
    return all;
  }

  static SendFailure connectionEnded() {
    return new SendFailure(SendFailure.Code.NOT_CONNECTED, "The connection ended");
  }

  private static CompletableFuture<Void> notConnected() {
    return CompletableFuture.failedFuture(
        new SendFailure(SendFailure.Code.NOT_CONNECTED, "There is no open connection"));
  }
}
