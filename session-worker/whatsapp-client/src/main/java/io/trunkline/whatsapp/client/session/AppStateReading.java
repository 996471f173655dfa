package io.trunkline.whatsapp.client.session;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.client.media.RemoteMedia;
import io.trunkline.whatsapp.client.store.AppStateChange;
import io.trunkline.whatsapp.client.store.AppStateChange.CollectionChange;
import io.trunkline.whatsapp.client.store.StoredAppState.StoredCollection;
import io.trunkline.whatsapp.proto.syncd.ExternalBlobReference;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.Applied;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.CollectionState;
import io.trunkline.whatsapp.protocol.appstate.MacChanges;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import io.trunkline.whatsapp.protocol.appstate.Patch;
import io.trunkline.whatsapp.protocol.appstate.PatchReader;
import io.trunkline.whatsapp.protocol.appstate.Snapshot;
import io.trunkline.whatsapp.protocol.appstate.StoredMacs;
import io.trunkline.whatsapp.protocol.media.ExpectedMedia;
import io.trunkline.whatsapp.protocol.media.MediaKind;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Believes snapshots and patches of the app state and keeps what they come to. What fails has
/// changed nothing.
final class AppStateReading {
  private static final int MAX_BLOB_BYTES = 32 << 20;
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final SessionCore core;
  private final Journal journal;
  private final PrivacyTokens tokens;
  private final MediaFlow media;
  private final AppStateEvents events;

  AppStateReading(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      PrivacyTokens tokens,
      MediaFlow media) {
    this.core = core;
    this.journal = journal;
    this.tokens = tokens;
    this.media = media;
    this.events = new AppStateEvents(addresses);
  }

  /// Takes what the server handed out of one collection.
  ///
  /// @param isAnew it begins with the first patch, or with a snapshot
  /// @return done when it is durable; fails with [AppStateException], or as the download did
  CompletableFuture<Void> follow(AppStateMemory now, Collection name, Node node, boolean isAnew) {
    try {
      var reader = new PatchReader(name, now.keys);
      Optional<Node> snapshot = node.child("snapshot");
      List<Node> patches =
          node.child("patches").map(list -> list.children("patch")).orElse(List.of());
      if (snapshot.isPresent()) {
        return download(Snapshot.reference(snapshot.get().bytes()))
            .thenCompose(bytes -> keep(now, name, reader.apply(Snapshot.parse(bytes)), true))
            .thenCompose(ignored -> patched(now, name, reader, patches, false));
      }
      return patched(now, name, reader, patches, isAnew);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// @param isAnew the patches begin with the first: what was known before is replaced
  private CompletableFuture<Void> patched(
      AppStateMemory now, Collection name, PatchReader reader, List<Node> nodes, boolean isAnew) {
    if (nodes.isEmpty() && !isAnew) {
      return DONE;
    }
    List<Patch> patches = new ArrayList<>(nodes.size());
    return AppStateSync.inOrder(
            nodes, node -> complete(Patch.parse(node.bytes())).thenAccept(patches::add))
        .thenCompose(
            ignored ->
                isAnew
                    ? CompletableFuture.completedFuture(Map.<ByteString, ByteString>of())
                    : core.read(core.store().appStateMacs(name, PatchReader.indexMacs(patches))))
        .thenCompose(
            macs -> {
              CollectionState from = isAnew ? CollectionState.EMPTY : now.state(name);
              Applied applied = reader.apply(from, patches, StoredMacs.of(macs));
              MacChanges changes =
                  isAnew ? new MacChanges(true, applied.macs().put(), Set.of()) : applied.macs();
              return keep(
                  now,
                  name,
                  new Applied(
                      applied.state(), applied.mutations(), changes, applied.unmatchedRemoves()),
                  isAnew);
            });
  }

  private CompletableFuture<Patch> complete(Patch patch) {
    return patch.external().isEmpty()
        ? CompletableFuture.completedFuture(patch)
        : download(patch.external().get()).thenApply(patch::withMutations);
  }

  private CompletableFuture<byte[]> download(ExternalBlobReference reference) {
    return media.fetch(
        new RemoteMedia(
            MediaKind.APP_STATE,
            reference.getDirectPath(),
            reference.getMediaKey(),
            new ExpectedMedia(
                reference.getFileEncSHA256(), reference.getFileSHA256(), OptionalLong.empty())),
        MAX_BLOB_BYTES);
  }

  /// Makes a new state durable, together with its MACs and the events of what changed.
  CompletableFuture<Void> keep(
      AppStateMemory now, Collection name, Applied applied, boolean isAnew) {
    return events
        .of(name, applied, isAnew)
        .thenCompose(
            told -> {
              if (now.isForgotten()) {
                throw AppStateSync.connectionEnded();
              }
              now.collections.put(name, new StoredCollection(applied.state(), false));
              journal
                  .change()
                  .appState(
                      AppStateChange.of(
                          name, new CollectionChange(applied.state(), applied.macs(), false)));
              told.forEach(journal.change()::inbox);
              contacts(name, applied.mutations(), isAnew);
              ownName(applied.mutations());
              salt(applied.mutations());
              return journal.durable();
            });
  }

  /// Who is in the address book.
  private void contacts(Collection name, List<Mutation> mutations, boolean isAnew) {
    if (isAnew && name == Collection.CRITICAL_UNBLOCK_LOW) {
      journal.change().forgetContacts();
    }
    for (Mutation mutation : mutations) {
      ActionAddresses.contact(mutation)
          .ifPresent(user -> journal.change().contact(user, mutation instanceof Mutation.Set));
    }
  }

  private void salt(List<Mutation> mutations) {
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Set(Action.NctSalt(ByteString salt), Instant at)
          && !salt.isEmpty()) {
        tokens.salt(salt.toByteArray(), at);
      }
    }
  }

  /// The account's name is what every login of this device tells.
  private void ownName(List<Mutation> mutations) {
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Set(Action.PushName(String name), Instant _)
          && !core.account().pushName().equals(Optional.of(name))) {
        core.credentials(core.credentials().withAccount(core.account().withPushName(name)));
        journal.change().credentials(core.credentials());
      }
    }
  }
}
