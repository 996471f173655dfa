package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.event.SessionEvent;
import io.trunkline.whatsapp.client.event.UserAddress;
import io.trunkline.whatsapp.client.store.LidMapping;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/// The one resolver of the two names of a user. It learns a pair from every attribute that carries
/// one, keeps it in the store, and tells who must know.
///
/// "Canonical" is the LID where it is known, else the phone number.
final class Addresses {

  private static final int MAX_IN_MEMORY = 1024;

  /// Attributes that name the sender, the participant or the recipient by its other name, with the
  /// attribute that holds the one name. Source: protocol dossier, 09.1 and 12.4.
  private static final String[][] PAIRS = {
    {"from", "sender_lid"},
    {"from", "sender_pn"},
    {"participant", "participant_lid"},
    {"participant", "participant_pn"},
    {"recipient", "peer_recipient_lid"},
    {"recipient", "peer_recipient_pn"},
    {"recipient", "recipient_lid"},
    {"recipient", "recipient_pn"},
    {"from", "caller_pn"},
    {"from", "lid"},
  };

  private final SessionCore core;
  private final Journal journal;
  // Either name to the other; empty = the store has none.
  private final Map<Jid, Optional<Jid>> others = new HashMap<>(4);
  private BiConsumer<Jid, Jid> onLearned = (pn, lid) -> {};

  Addresses(SessionCore core, Journal journal) {
    this.core = core;
    this.journal = journal;
  }

  /// @param action takes PN and LID of a user whose pair was not in memory before
  void onLearned(BiConsumer<Jid, Jid> action) {
    onLearned = action;
  }

  boolean isOwn(Jid jid) {
    if (!core.isLinked()) {
      return false;
    }
    LinkedAccount account = core.account();
    Jid user = jid.toUserJid();
    return user.equals(account.pn().toUserJid())
        || account.lid().map(Jid::toUserJid).filter(user::equals).isPresent();
  }

  /// Own device JID, canonical.
  Jid ownDevice() {
    return core.account().lid().orElse(core.account().pn());
  }

  UserAddress own() {
    LinkedAccount account = core.account();
    return new UserAddress(
        Optional.of(account.pn().toUserJid()), account.lid().map(Jid::toUserJid), Optional.empty());
  }

  /// Learns both names of a user, asking the store where memory does not know.
  CompletableFuture<UserAddress> resolve(Jid jid) {
    Jid user = plain(jid).toUserJid();
    if (!user.isPn() && !user.isLid()) {
      return CompletableFuture.completedFuture(known(user));
    }
    if (isOwn(user)) {
      return CompletableFuture.completedFuture(own());
    }
    if (others.containsKey(user)) {
      return CompletableFuture.completedFuture(known(user));
    }
    return core.read(core.store().lidMapping(user))
        .thenApply(
            found -> {
              if (!others.containsKey(user)) {
                found(user, found);
              }
              return known(user);
            });
  }

  /// Learns both names of many users, asking the store once for those that memory does not know.
  CompletableFuture<Void> resolveAll(Collection<Jid> jids) {
    List<Jid> unknown =
        jids.stream()
            .map(jid -> plain(jid).toUserJid())
            .filter(user -> user.isPn() || user.isLid())
            .filter(user -> !isOwn(user) && !others.containsKey(user))
            .distinct()
            .toList();
    if (unknown.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return core.read(core.store().lidMappings(unknown))
        .thenAccept(
            found ->
                unknown.stream()
                    .filter(user -> !others.containsKey(user))
                    .forEach(user -> found(user, Optional.ofNullable(found.get(user)))));
  }

  private void found(Jid user, Optional<LidMapping> stored) {
    stored.ifPresentOrElse(
        pair -> {
          others.put(pair.pn(), Optional.of(pair.lid()));
          others.put(pair.lid(), Optional.of(pair.pn()));
          onLearned.accept(pair.pn(), pair.lid());
        },
        () -> others.put(user, Optional.empty()));
  }

  /// What memory knows of a user, a group or anything else.
  UserAddress known(Jid jid) {
    Jid user = plain(jid).toUserJid();
    if (user.isPn()) {
      return new UserAddress(Optional.of(user), lidOf(user), Optional.empty());
    }
    if (user.isLid()) {
      return new UserAddress(phoneNumberOf(user), Optional.of(user), Optional.empty());
    }
    return new UserAddress(Optional.empty(), Optional.empty(), Optional.of(user));
  }

  /// The canonical form of a device or user whose pair is in memory, with its device.
  Jid canonical(Jid jid) {
    Jid plain = plain(jid);
    if (!plain.isPn()) {
      return plain;
    }
    return lidOf(plain.toUserJid()).map(lid -> lid.withDevice(plain.device())).orElse(plain);
  }

  /// The phone-number form of a LID device or user, with its device.
  Optional<Jid> phoneNumberOf(Jid jid) {
    if (!jid.isLid()) {
      return Optional.empty();
    }
    Jid user = jid.toUserJid();
    if (isOwn(user)) {
      return Optional.of(core.account().pn().withDevice(jid.device()));
    }
    Optional<Jid> other = others.get(user);
    return other == null ? Optional.empty() : other.map(pn -> pn.withDevice(jid.device()));
  }

  private Optional<Jid> lidOf(Jid user) {
    if (isOwn(user)) {
      return core.account().lid().map(Jid::toUserJid);
    }
    Optional<Jid> other = others.get(user);
    return other == null ? Optional.empty() : other;
  }

  /// Learns from the attributes of a stanza.
  void learn(Node stanza) {
    for (String[] pair : PAIRS) {
      Optional<Jid> other = jid(stanza, pair[1]);
      if (other.isPresent()) {
        jid(stanza, pair[0]).ifPresent(one -> learn(one, other.get()));
      }
    }
  }

  /// Learns that two JIDs name one user; ignored unless one is a PN and the other a LID.
  void learn(Jid one, Jid other) {
    Jid a = plain(one).toUserJid();
    Jid b = plain(other).toUserJid();
    if (a.isPn() && b.isLid()) {
      learnPair(a, b);
    } else if (a.isLid() && b.isPn()) {
      learnPair(b, a);
    }
  }

  private void learnPair(Jid pn, Jid lid) {
    if (isOwn(pn) || isOwn(lid)) {
      return;
    }
    Optional<Jid> known = others.get(pn);
    if (known != null && known.filter(lid::equals).isPresent()) {
      return;
    }
    // A number change leaves the LID with a new number, a reassigned number with a new LID.
    forget(pn);
    forget(lid);
    others.put(pn, Optional.of(lid));
    others.put(lid, Optional.of(pn));
    journal.change().mapping(new LidMapping(pn, lid));
    journal.tell(new SessionEvent.LidLearned(pn, lid));
    onLearned.accept(pn, lid);
  }

  private void forget(Jid user) {
    Optional<Jid> other = others.remove(user);
    if (other != null) {
      other.ifPresent(others::remove);
    }
  }

  /// Drops what can be read again.
  void trim() {
    if (others.size() > MAX_IN_MEMORY && journal.isSettled()) {
      others.clear();
    }
  }

  void clear() {
    others.clear();
  }

  List<Jid> users(Iterable<Jid> devices) {
    var users = new ArrayList<Jid>();
    devices.forEach(device -> users.add(device.toUserJid()));
    return users;
  }

  /// A hosted device stands for its user; an old server name for today's.
  private static Jid plain(Jid jid) {
    return switch (jid.server()) {
      case HOSTED, HOSTED_LID -> jid.withoutHosting();
      case LEGACY -> Jid.user(jid.user(), JidServer.USER);
      case USER, LID, GROUP, BROADCAST, NEWSLETTER, MESSENGER, INTEROP, BOT, CALL -> jid;
    };
  }

  static Optional<Jid> jid(Node stanza, String attribute) {
    return stanza.findJid(attribute).filter(Jid::hasUser);
  }
}
