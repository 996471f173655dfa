package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.signal.PreKeyBundle;
import io.trunkline.whatsapp.protocol.signal.SignalException;
import io.trunkline.whatsapp.protocol.signal.SignalSession;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Makes the Signal sessions that are missing: fetches prekey bundles, checks their signatures and
/// runs X3DH. A device whose bundle is missing or bad is left out.
final class Bundles {

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Ratchets ratchets;
  private final Addresses addresses;
  private final SenderKeys senderKeys;
  private final Map<Jid, CompletableFuture<Void>> underWay = new HashMap<>(4);

  Bundles(
      SessionCore core,
      Journal journal,
      Requests requests,
      Ratchets ratchets,
      Addresses addresses,
      SenderKeys senderKeys) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.ratchets = ratchets;
    this.addresses = addresses;
    this.senderKeys = senderKeys;
  }

  /// Loads the sessions of these devices and makes those that do not exist. Afterwards
  /// [Ratchets.Entry#session()] tells which devices can be reached.
  CompletableFuture<Void> ensure(Collection<Jid> devices) {
    return ratchets
        .load(devices)
        .thenCompose(
            ignored -> {
              List<Jid> missing = null;
              List<CompletableFuture<Void>> waits = null;
              for (Jid device : devices) {
                if (ratchets.areLoaded(List.of(device))
                    && ratchets.entry(device).session().isPresent()) {
                  continue;
                }
                var asked = underWay.get(device);
                if (asked != null) {
                  waits = waits == null ? new ArrayList<>() : waits;
                  waits.add(asked);
                } else {
                  missing = missing == null ? new ArrayList<>() : missing;
                  missing.add(device);
                }
              }
              if (missing != null) {
                waits = waits == null ? new ArrayList<>() : waits;
                waits.add(fetch(missing));
              }
              return waits == null
                  ? CompletableFuture.completedFuture(null)
                  : CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new));
            });
  }

  /// Fetches a bundle and replaces the session, whether there is one or not.
  CompletableFuture<Void> rebuild(Jid device) {
    var asked = underWay.get(device);
    return asked != null ? asked : fetch(List.of(device));
  }

  private CompletableFuture<Void> fetch(List<Jid> devices) {
    Node key =
        Node.of("key")
            .children(
                devices.stream()
                    .map(device -> Node.of("user").with("jid", device).build())
                    .toList())
            .build();
    var result =
        requests
            .get("encrypt", List.of(key), core.nanoTime())
            .thenCompose(
                answer -> ratchets.load(devices).thenApply(ignored -> fetched(devices, answer)));
    devices.forEach(device -> underWay.put(device, result));
    var unused =
        result.whenComplete(
            (done, failure) -> devices.forEach(device -> underWay.remove(device, result)));
    return result;
  }

  private Void fetched(List<Jid> devices, Node answer) {
    List<Node> users = answer.child("list").map(list -> list.children("user")).orElse(List.of());
    for (Node user : users) {
      Optional<Jid> jid = Addresses.jid(user, "jid");
      Optional<Jid> device = jid.filter(devices::contains);
      if (device.isEmpty() || user.child("error").isPresent()) {
        SessionCore.log.info("session {}: no prekey bundle for a device", core.label());
        continue;
      }
      try {
        process(device.get(), KeyNodes.bundle(device.get().device(), user, user));
      } catch (RuntimeException e) {
        // Whatever is wrong with it, this one device cannot be reached.
        SessionCore.log.warn("session {}: a prekey bundle was refused", core.label(), e);
      }
    }
    return null;
  }

  /// Begins a session from a bundle; the entry of the device is loaded.
  ///
  /// @throws SignalException where the signature is wrong
  void process(Jid device, PreKeyBundle bundle) {
    Ratchets.Entry entry = ratchets.entry(device);
    Optional<SignalSession> old = entry.session();
    boolean isIdentityNew =
        old.filter(session -> !session.remoteIdentity().equals(bundle.identity())).isPresent();
    entry.session(
        SignalSession.fromBundle(
            isIdentityNew ? Optional.empty() : old,
            core.credentials().ownIdentity(),
            bundle,
            core.randomness()));
    ratchets.identity(entry.address(), bundle.identity());
    if (isIdentityNew) {
      senderKeys.unmark(entry.address());
      journal.tell(new SessionEvent.IdentityChanged(addresses.known(device)));
    }
  }

  void clear() {
    underWay.clear();
  }
}
