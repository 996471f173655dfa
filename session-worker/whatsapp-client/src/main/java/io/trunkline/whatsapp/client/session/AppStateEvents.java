package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.appstate.Action;
import io.trunkline.whatsapp.protocol.appstate.Applied;
import io.trunkline.whatsapp.protocol.appstate.Collection;
import io.trunkline.whatsapp.protocol.appstate.Mutation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Tells what has changed in the app state, and learns the pairs of names that contacts carry.
final class AppStateEvents {
  private final Addresses addresses;

  AppStateEvents(Addresses addresses) {
    this.addresses = addresses;
  }

  /// @param isSnapshot everything that there is, not what changed
  CompletableFuture<List<SessionEvent>> of(Collection name, Applied applied, boolean isSnapshot) {
    for (Mutation mutation : applied.mutations()) {
      if (mutation instanceof Mutation.Set(Action action, Instant _)) {
        learn(action);
      }
    }
    // A whole address book is not looked up one by one.
    List<Mutation> lookedUp = isSnapshot ? List.of() : applied.mutations();
    return AppStateSync.inOrder(
            lookedUp,
            mutation ->
                ActionAddresses.about(mutation)
                    .map(about -> addresses.resolve(about).<Void>thenApply(found -> null))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)))
        .thenApply(ignored -> batches(name, applied, isSnapshot));
  }

  private void learn(Action action) {
    switch (action) {
      case Action.Contact contact -> {
        contact.lid().ifPresent(lid -> addresses.learn(contact.user(), lid));
        contact.pn().ifPresent(pn -> addresses.learn(pn, contact.user()));
      }
      case Action.PnForLidChat(var lid, var pn) -> addresses.learn(pn, lid);
      default -> {}
    }
  }

  private List<SessionEvent> batches(Collection name, Applied applied, boolean isSnapshot) {
    List<SessionEvent> events = new ArrayList<>();
    List<Mutation> all = applied.mutations();
    for (int from = 0; from < all.size(); from += SessionEvent.AppStateChanged.MAX_CHANGES) {
      int to = Math.min(all.size(), from + SessionEvent.AppStateChanged.MAX_CHANGES);
      events.add(
          new SessionEvent.AppStateChanged(
              name,
              applied.state().version(),
              isSnapshot,
              events.size(),
              all.subList(from, to).stream().map(this::change).toList()));
    }
    return events;
  }

  private SessionEvent.StateChange change(Mutation mutation) {
    return new SessionEvent.StateChange(
        mutation, ActionAddresses.about(mutation).map(addresses::known));
  }
}
