package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.store.ContactToken;
import io.trunkline.whatsapp.protocol.history.HistoryChat;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.ContactTokens;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The tokens that show the server that a contact knows this account, without which first messages
/// may be refused (463): kept as contacts give them out, attached while they are valid, and given
/// out to contacts in turn, once a week. A message to somebody who gave out none carries one that
/// is made of the account's salt. Source: protocol dossier, 07.6.
final class PrivacyTokens {

  private static final int MAX_IN_MEMORY = 1024;
  private static final int MAX_TOKEN_BYTES = 1024;
  private static final String TRUSTED_CONTACT = "trusted_contact";
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Addresses addresses;
  // By canonical user.
  private final Map<Jid, ContactToken> known = new HashMap<>(4);
  // Kept as a token of the account itself; empty = to be read.
  private Optional<ContactToken> salt = Optional.empty();

  PrivacyTokens(SessionCore core, Journal journal, Requests requests, Addresses addresses) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.addresses = addresses;
  }

  /// Brings a user's tokens into memory, for [#node]. For whoever is no user there is nothing to
  /// do.
  CompletableFuture<Void> load(Jid user) {
    if (!user.isPn() && !user.isLid() || addresses.isOwn(user)) {
      return DONE;
    }
    return loadSalt()
        .thenCompose(ignored -> addresses.resolve(user))
        .thenCompose(
            address -> {
              Jid key = address.canonical();
              return known.containsKey(key)
                  ? DONE
                  : stored(key).thenAccept(found -> known.putIfAbsent(key, found));
            });
  }

  private CompletableFuture<Void> loadSalt() {
    return salt.isPresent()
        ? DONE
        : stored(self())
            .thenAccept(
                found -> {
                  if (salt.isEmpty()) {
                    salt = Optional.of(found);
                  }
                });
  }

  private CompletableFuture<ContactToken> stored(Jid key) {
    return core.read(core.store().contactToken(key))
        .thenApply(found -> found.orElse(ContactToken.none(key)));
  }

  private Jid self() {
    return addresses.canonical(core.account().pn().toUserJid());
  }

  /// The node to attach for a loaded user whose token is still valid.
  Optional<Node> node(Jid user) {
    ContactToken token = known.get(key(user));
    if (token == null || !ContactTokens.isTctokenValid(token.issuedAt(), core.now())) {
      return Optional.empty();
    }
    return token.token().map(bytes -> Node.of("tctoken").bytes(bytes).build());
  }

  /// The node that a message to a loaded user carries.
  Optional<Node> messageNode(Jid user) {
    return node(user)
        .or(
            () ->
                salt.flatMap(ContactToken::token)
                    .filter(bytes -> key(user).isLid() && !addresses.isOwn(user))
                    .map(bytes -> ContactTokens.cstoken(bytes, key(user)))
                    .map(bytes -> Node.of("cstoken").bytes(bytes).build()));
  }

  private Jid key(Jid user) {
    return addresses.canonical(user.toUserJid());
  }

  /// A `privacy_token` notification: durable before it is acknowledged. An older token than the
  /// known one is left.
  CompletableFuture<Void> notified(Node notification) {
    Optional<Jid> from =
        Addresses.jid(notification, "sender_lid").or(() -> Addresses.jid(notification, "from"));
    List<Node> tokens =
        notification.child("tokens").map(node -> node.children("token")).orElse(List.of());
    return from.isEmpty() ? DONE : load(from.get()).thenAccept(ignored -> keep(from.get(), tokens));
  }

  /// The app state tells the account's salt.
  void salt(byte[] bytes, Instant at) {
    var told = ContactToken.none(self()).given(bytes, at);
    salt = Optional.of(told);
    journal.change().contactToken(told);
  }

  /// The past tells it: only where the app state has not.
  void pastSalt(byte[] bytes) {
    var unused =
        loadSalt()
            .thenAccept(
                ignored -> {
                  if (salt.flatMap(ContactToken::token).isEmpty()) {
                    salt(bytes, Instant.EPOCH);
                  }
                });
  }

  /// The past of a chat tells what both have given out; only what is newer than the known counts.
  void past(Jid user, HistoryChat.PrivacyToken told) {
    var unused =
        load(user)
            .thenAccept(
                ignored -> {
                  ContactToken old = known.get(key(user));
                  if (old != null) {
                    past(old, told);
                  }
                });
  }

  private void past(ContactToken old, HistoryChat.PrivacyToken told) {
    ContactToken merged = old;
    Optional<Instant> received = told.received().filter(at -> at.isAfter(old.issuedAt()));
    if (received.isPresent() && !told.token().isEmpty() && told.token().size() <= MAX_TOKEN_BYTES) {
      merged = merged.given(told.token().toByteArray(), received.get());
    }
    Optional<Instant> sent = told.sent().filter(at -> at.isAfter(old.ownIssuedAt()));
    if (sent.isPresent()) {
      merged = merged.issued(sent.get());
    }
    if (merged != old) {
      put(merged);
    }
  }

  private void keep(Jid user, List<Node> tokens) {
    Jid key = key(user);
    for (Node node : tokens) {
      Instant at = Instant.ofEpochSecond(node.findNumber("t").orElse(0));
      byte[] bytes = node.bytes();
      ContactToken old = known.get(key);
      if (old != null
          && node.has("type", TRUSTED_CONTACT)
          && bytes.length > 0
          && bytes.length <= MAX_TOKEN_BYTES
          && !at.isBefore(old.issuedAt())) {
        put(old.given(bytes, at));
      }
    }
  }

  private void put(ContactToken token) {
    known.put(token.user(), token);
    journal.change().contactToken(token);
  }

  /// A message to the user was acknowledged: the first one of a week gives out a token of ours.
  void sent(Jid user) {
    ContactToken old = known.get(key(user));
    Instant now = core.now();
    if (old == null
        || addresses.isOwn(user)
        || ContactTokens.bucket(old.ownIssuedAt()) == ContactTokens.bucket(now)) {
      return;
    }
    put(old.issued(now));
    Node token =
        Node.of("token")
            .with("jid", key(user))
            .with("t", now.getEpochSecond())
            .with("type", TRUSTED_CONTACT)
            .build();
    var unused =
        requests
            .set("privacy", List.of(Node.of("tokens").child(token).build()), core.nanoTime())
            .exceptionally(
                failure -> {
                  SessionCore.log.info(
                      "session {}: no privacy token was given out: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return null;
                });
  }

  /// Both names of a user became known: what is kept under the number belongs to the LID.
  void learned(Jid pn, Jid lid) {
    ContactToken old = known.remove(pn);
    if (old != null && old.token().isPresent() && !known.containsKey(lid)) {
      put(new ContactToken(lid, old.token(), old.issuedAt(), old.ownIssuedAt()));
    }
  }

  /// Drops what can be read again.
  void trim() {
    if (known.size() > MAX_IN_MEMORY && journal.isSettled()) {
      known.clear();
    }
  }

  void clear() {
    known.clear();
    salt = Optional.empty();
  }
}
