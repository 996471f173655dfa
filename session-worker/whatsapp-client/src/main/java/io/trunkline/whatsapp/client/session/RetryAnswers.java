package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Answers retry receipts: a device could not decrypt a message of ours and gets the same bytes
/// again, encrypted for it alone.
///
/// Only devices of the message's recipient and of this account are answered, a message at most
/// [#MAX_ANSWERS] times a device and for [#MEMORY] after it was accepted. Source: protocol dossier,
/// 09.4.
final class RetryAnswers {

  static final int MAX_ANSWERS = 10;
  static final int MAX_COUNT = 5;
  static final Duration MEMORY = Duration.ofDays(14);

  private static final Duration REBUILD_PAUSE = Duration.ofHours(1);
  private static final int REMEMBERED = 512;

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final Ratchets ratchets;
  private final Bundles bundles;
  private final Additions additions;
  private final GroupDirectory directory;
  private final SenderKeys senderKeys;
  private final GroupSends groups;
  private final Consumer<Node> socket;
  private final Map<String, Integer> answered = new Remembering<>();
  private final Map<Jid, Instant> rebuilt = new Remembering<>();

  RetryAnswers(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      Ratchets ratchets,
      Bundles bundles,
      Additions additions,
      GroupDirectory directory,
      SenderKeys senderKeys,
      GroupSends groups,
      Consumer<Node> socket) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.ratchets = ratchets;
    this.bundles = bundles;
    this.additions = additions;
    this.directory = directory;
    this.senderKeys = senderKeys;
    this.groups = groups;
    this.socket = socket;
  }

  /// @param receipt of type `retry`, its attributes checked by the caller
  /// @return done when it is answered or refused; the caller acknowledges then. Fails where the
  ///     sent message could not be looked up: not acknowledged, the receipt comes again
  CompletableFuture<Void> answer(Node receipt) {
    core.environment().tallies().retryReceived();
    String id = receipt.attr("id");
    Jid from = receipt.jid("from");
    Jid device = receipt.findJid("participant").orElse(from);
    Node retry = receipt.requireChild("retry");
    int count = (int) retry.findNumber("count").orElse(1);
    if (count > MAX_COUNT || !mayAnswer(device, id)) {
      SessionCore.log.info("session {}: a retry receipt is refused, count {}", core.label(), count);
      return CompletableFuture.completedFuture(null);
    }
    return addresses
        .resolve(device)
        .thenCompose(ignored -> find(id))
        .thenCompose(
            found ->
                found
                    .map(message -> answerIfMeant(receipt, count, device, message))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  private CompletableFuture<Void> answerIfMeant(
      Node receipt, int count, Jid device, OutgoingMessage message) {
    return isFor(message, device)
        .thenCompose(
            isMeant ->
                isMeant
                    ? answer(receipt, count, device, message)
                    : CompletableFuture.completedFuture(null));
  }

  private boolean mayAnswer(Jid device, String id) {
    return answered.merge(device + " " + id, 1, Integer::sum) <= MAX_ANSWERS;
  }

  private CompletableFuture<Optional<OutgoingMessage>> find(String id) {
    var result = new CompletableFuture<Optional<OutgoingMessage>>();
    var unused =
        core.ports()
            .sentMessages()
            .find(id)
            .whenComplete(
                (found, failure) ->
                    core.onLoop(
                        () -> {
                          if (failure == null) {
                            result.complete(found);
                          } else {
                            result.completeExceptionally(failure);
                          }
                        }));
    return result;
  }

  /// Whoever knows an id must not be given a message that was not sent to them.
  private CompletableFuture<Boolean> isFor(OutgoingMessage message, Jid device) {
    boolean isRecent = message.acceptedAt().plus(MEMORY).isAfter(core.now());
    Jid user = addresses.canonical(device.withoutHosting().toUserJid());
    if (!isRecent || addresses.isOwn(user) || !message.to().isShared()) {
      return CompletableFuture.completedFuture(
          isRecent && (addresses.isOwn(user) || user.equals(addresses.canonical(message.to()))));
    }
    return message.to().isBroadcast()
        ? groups.viewers(message).thenApply(viewers -> isAmong(viewers, user))
        : directory.members(message.to()).thenApply(group -> isAmong(group.members(), user));
  }

  private boolean isAmong(Collection<Jid> members, Jid user) {
    Optional<Jid> pn = addresses.phoneNumberOf(user);
    return members.stream()
        .anyMatch(
            member ->
                addresses.canonical(member).equals(user) || pn.filter(member::equals).isPresent());
  }

  private CompletableFuture<Void> answer(
      Node receipt, int count, Jid device, OutgoingMessage message) {
    return addresses
        .resolve(message.to())
        .thenCompose(ignored -> ratchets.load(List.of(device)))
        .thenCompose(ignored -> renew(receipt, count, device))
        .thenCompose(ignored -> inItsTime(message))
        .thenCompose(additions::seal)
        .thenCompose(outgoing -> plaintext(outgoing, device))
        .thenCompose(plain -> send(receipt, count, device, message, plain))
        .exceptionally(
            failure -> {
              SessionCore.log.info(
                  "session {}: a retry receipt could not be answered", core.label(), failure);
              return null;
            });
  }

  private CompletableFuture<OutgoingMessage> inItsTime(OutgoingMessage message) {
    return message.to().isGroup()
        ? directory
            .members(message.to())
            .thenApply(group -> message.disappearingAfter(group.expiration()))
            // Who left the group is not told any more, but asked by the own devices.
            .exceptionally(failure -> message)
        : CompletableFuture.completedFuture(message);
  }

  /// Makes a new session where the old one cannot be trusted to work.
  private CompletableFuture<Void> renew(Node receipt, int count, Jid device) {
    Ratchets.Entry entry = ratchets.entry(device);
    Optional<Node> keys = receipt.child("keys");
    Optional<Integer> registration = KeyNodes.registrationOf(receipt);
    if (keys.isPresent()) {
      bundles.process(device, KeyNodes.bundle(device.device(), receipt, keys.get()));
      return CompletableFuture.completedFuture(null);
    }
    boolean isOther =
        entry
            .session()
            .filter(
                session ->
                    registration.isPresent()
                        && session.remoteRegistrationId() != registration.get())
            .isPresent();
    if (isOther) {
      ratchets.forgetDevice(entry.address());
    }
    boolean isRebuildDue =
        count > 1
            && Optional.ofNullable(rebuilt.get(device))
                .filter(at -> at.plus(REBUILD_PAUSE).isAfter(core.now()))
                .isEmpty();
    if (entry.session().isEmpty() || isRebuildDue) {
      rebuilt.put(device, core.now());
      return bundles.rebuild(device);
    }
    return CompletableFuture.completedFuture(null);
  }

  /// In a group a device that could not decrypt is also told the sender key, as it is now.
  private CompletableFuture<Message> plaintext(OutgoingMessage message, Jid device) {
    Message plain = Plaintexts.of(message);
    Jid group = message.to();
    if (!group.isShared()) {
      return CompletableFuture.completedFuture(plain);
    }
    senderKeys.unmark(addresses.canonical(device).signalAddress());
    return senderKeys
        .own(group)
        .thenApply(
            key -> {
              groups.tell(message.whatsappId(), key, List.of(device));
              return Plaintexts.withSenderKey(plain, group, key.distribution());
            });
  }

  private CompletableFuture<Void> send(
      Node receipt, int count, Jid device, OutgoingMessage message, Message plain) {
    Ratchets.Entry entry = ratchets.entry(device);
    if (entry.session().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var content =
        addresses.isOwn(device.withoutHosting())
            ? Plaintexts.deviceSent(addresses.canonical(message.to()), plain)
            : plain;
    var attributes =
        StanzaAttributes.of(
            plain, addresses.canonical(message.to()), addresses.ownDevice().toUserJid());
    var fanout = new Sends.Fanout(core, ratchets, attributes);
    Node enc = fanout.enc(entry, content.toByteArray(), OptionalInt.of(count));
    Node stanza =
        Node.of("message")
            .with("id", message.whatsappId())
            .with("to", receipt.jid("from"))
            .with("type", attributes.type())
            .withIfPresent("edit", attributes.edit())
            .withIfPresent("t", receipt.requireChild("retry").find("t"))
            .withIfPresent("participant", receipt.findJid("participant"))
            .withIfPresent("recipient", receipt.findJid("recipient"))
            .withIfPresent(
                "device_fanout", message.to().isShared() ? Optional.empty() : Optional.of("false"))
            .child(enc)
            .childIfPresent(fanout.deviceIdentity())
            .children(attributes.children())
            .build();
    var written = new CompletableFuture<Void>();
    journal.whenMayLeave(
        fanout.uses(),
        () -> {
          socket.accept(stanza);
          written.complete(null);
        });
    return written;
  }

  void clear() {
    answered.clear();
    rebuilt.clear();
  }

  /// Forgets the oldest.
  private static final class Remembering<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    Remembering() {
      super(4);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > REMEMBERED;
    }
  }
}
