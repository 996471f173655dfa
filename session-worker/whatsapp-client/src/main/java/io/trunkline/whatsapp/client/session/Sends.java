package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.OutgoingMessage;
import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.ServerAck;
import io.trunkline.whatsapp.proto.e2e.Message;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.message.Phash;
import io.trunkline.whatsapp.protocol.message.StanzaAttributes;
import io.trunkline.whatsapp.protocol.mex.MexException;
import io.trunkline.whatsapp.protocol.signal.CiphertextType;
import io.trunkline.whatsapp.protocol.signal.Encrypted;
import io.trunkline.whatsapp.protocol.signal.Padding;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// Outgoing messages.
///
/// Per chat one is prepared at a time (recipient, device lists, sessions) and the next begins when
/// its frame has been handed to the socket, so the order of the calls is the order on the wire. A
/// chat that waits for an iq holds back no other. What is prepared takes a place in the window of
/// sends without ack; the others wait their turn.
final class Sends {

  private static final int ADDRESSING_CHANGED = 421;
  private static final int GROUP_ATTEMPTS = 3;

  private static final class Send {
    OutgoingMessage message;
    final Jid chatKey;
    final CompletableFuture<ServerAck> result = new CompletableFuture<>();
    // Set while it is prepared.
    Jid recipient;
    List<Jid> recipientDevices = List.of();
    List<Jid> ownDevices = List.of();
    // Instead of the two lists where the chat is a group.
    Optional<GroupSends.Audience> audience = Optional.empty();
    boolean isRepeated;
    String phash = "";
    long ackDeadlineNanos;
    boolean isInWindow;
    boolean isDone;

    Send(OutgoingMessage message, Jid chatKey) {
      this.message = message;
      this.chatKey = chatKey;
    }
  }

  private final SessionCore core;
  private final Journal journal;
  private final Addresses addresses;
  private final DeviceLists deviceLists;
  private final Bundles bundles;
  private final Ratchets ratchets;
  private final Additions additions;
  private final GroupSends groups;
  private final PrivacyTokens tokens;
  private final AccountLimits limits;
  private final Map<String, Send> byId = new HashMap<>(4);
  private final Map<Jid, ArrayDeque<Send>> chats = new HashMap<>(4);
  // Phashes of the server, by recipient, that a fresh device list could not explain.
  private final Map<Jid, String> settled = new HashMap<>(2);
  private final ArrayDeque<Send> ready = new ArrayDeque<>(4);
  private final ArrayDeque<Send> unacknowledged = new ArrayDeque<>(4);
  private Optional<Consumer<Node>> socket = Optional.empty();
  private int inWindow;
  private volatile int count;

  Sends(
      SessionCore core,
      Journal journal,
      Addresses addresses,
      DeviceLists deviceLists,
      Bundles bundles,
      Ratchets ratchets,
      Additions additions,
      GroupSends groups,
      PrivacyTokens tokens,
      AccountLimits limits) {
    this.core = core;
    this.journal = journal;
    this.addresses = addresses;
    this.deviceLists = deviceLists;
    this.bundles = bundles;
    this.ratchets = ratchets;
    this.additions = additions;
    this.groups = groups;
    this.tokens = tokens;
    this.limits = limits;
  }

  void connected(Consumer<Node> sender) {
    socket = Optional.of(sender);
  }

  /// Sends accepted and not done. Safe from any thread.
  int count() {
    return count;
  }

  CompletableFuture<ServerAck> send(OutgoingMessage message) {
    Send known = byId.get(message.whatsappId());
    if (known != null) {
      return known.result;
    }
    if (socket.isEmpty()) {
      return failed(SendFailure.Code.NOT_CONNECTED, "There is no open connection");
    }
    if (byId.size() >= core.settings().sendWindow() + core.settings().sendQueue()) {
      return failed(SendFailure.Code.BUSY, "Too many sends are waiting");
    }
    Jid to = message.to();
    if (!to.isPn() && !to.isLid() && !to.isShared() && !to.isNewsletter()) {
      return failed(
          SendFailure.Code.INVALID,
          "Expected a user, a group, a newsletter or the status as recipient");
    }
    var send = new Send(message, chatKey(message.to()));
    byId.put(message.whatsappId(), send);
    count = byId.size();
    var chat = chats.computeIfAbsent(send.chatKey, key -> new ArrayDeque<>(2));
    chat.add(send);
    if (chat.size() == 1) {
      prepare(send);
    }
    return send.result;
  }

  /// The LID may be learned while sends to the phone number wait: both names are one chat, and what
  /// comes later goes behind what waits.
  private Jid chatKey(Jid to) {
    Jid canonical = addresses.canonical(to);
    return addresses.phoneNumberOf(canonical).filter(chats::containsKey).orElse(canonical);
  }

  private static CompletableFuture<ServerAck> failed(SendFailure.Code code, String why) {
    return CompletableFuture.failedFuture(new SendFailure(code, why));
  }

  private void prepare(Send send) {
    var unused =
        additions
            .seal(send.message)
            .thenCompose(
                outgoing -> {
                  send.message = outgoing;
                  return reach(send);
                })
            .whenComplete(
                (ignored, failure) -> {
                  if (send.result.isDone()) {
                    return;
                  }
                  if (failure != null) {
                    fail(send, asSendFailure(failure));
                  } else {
                    ready.add(send);
                    encryptReady();
                  }
                });
  }

  /// Finds out which devices are to get it, and makes the sessions that are missing.
  private CompletableFuture<Void> reach(Send send) {
    if (send.message.to().isNewsletter()) {
      send.recipient = send.message.to();
      return CompletableFuture.completedFuture(null);
    }
    if (send.message.to().isShared()) {
      send.recipient = send.message.to();
      return groups
          .prepare(send.message)
          .thenAccept(
              audience -> {
                send.audience = Optional.of(audience);
                send.message = audience.inItsTime(send.message);
              });
    }
    return deviceLists
        .recipient(send.message.to())
        .thenCompose(
            recipient -> {
              send.recipient = recipient;
              return tokens.load(recipient);
            })
        .thenCompose(
            ignored -> {
              requireNoLimit(send);
              return devicesOf(send);
            })
        .thenCompose(ignored -> bundles.ensure(fanout(send)));
  }

  private boolean isReady(Send send) {
    return send.audience.map(groups::isReady).orElseGet(() -> ratchets.areLoaded(fanout(send)));
  }

  private void requireNoLimit(Send send) {
    if (!addresses.isOwn(send.recipient)
        && limits.holds(send.recipient, send.message.whatsappId())) {
      throw new SendFailure(
          SendFailure.Code.ACCOUNT_LIMITED, "WhatsApp takes no first messages of the account now");
    }
  }

  private CompletableFuture<Void> devicesOf(Send send) {
    Jid self = addresses.ownDevice();
    Jid ownUser = self.toUserJid();
    boolean isToSelf = addresses.isOwn(send.recipient);
    return deviceLists
        .devices(ownUser)
        .thenCombine(
            isToSelf
                ? CompletableFuture.completedFuture(List.<Jid>of())
                : deviceLists.devices(send.recipient),
            (own, theirs) -> {
              send.recipientDevices = theirs;
              send.ownDevices =
                  own.stream().filter(device -> device.device() != self.device()).toList();
              return null;
            });
  }

  private static Collection<Jid> fanout(Send send) {
    var all = new LinkedHashSet<>(send.recipientDevices);
    all.addAll(send.ownDevices);
    return all;
  }

  private void encryptReady() {
    while (inWindow < core.settings().sendWindow() && !ready.isEmpty()) {
      Send send = ready.remove();
      if (send.result.isDone()) {
        continue;
      }
      if (!isReady(send)) {
        // A LID was learned meanwhile and its sessions are not in memory, or a group changed.
        prepare(send);
        continue;
      }
      inWindow++;
      send.isInWindow = true;
      try {
        encrypt(send);
      } catch (RuntimeException e) {
        // Nobody would hear of it otherwise: this runs at the end of a chain of futures.
        fail(send, asSendFailure(e));
      }
    }
  }

  private void encrypt(Send send) {
    if (send.recipient.isNewsletter()) {
      write(send, NewsletterNodes.post(send.message));
    } else if (send.audience.isPresent()) {
      encryptToGroup(send, send.audience.get());
    } else {
      encryptToUser(send);
    }
  }

  private void encryptToGroup(Send send, GroupSends.Audience audience) {
    send.phash = audience.phash();
    var frame = groups.encrypt(audience, send.message.whatsappId(), Plaintexts.of(send.message));
    journal.whenMayLeave(frame.uses(), () -> write(send, frame.stanza()));
  }

  private void encryptToUser(Send send) {
    Jid self = addresses.ownDevice();
    var everybody = new HashSet<>(fanout(send));
    everybody.add(self);
    send.phash = Phash.v2(everybody);
    var plain = Plaintexts.of(send.message);
    additions.keep(send.message);
    var attributes = attributes(send, plain);
    var fanout = new Fanout(core, ratchets, attributes);
    fanout.add(send.recipientDevices, plain.toByteArray());
    if (fanout.isEmpty() && !send.recipientDevices.isEmpty()) {
      fail(
          send,
          new SendFailure(
              SendFailure.Code.SERVER_ERROR, "No device of the recipient has a prekey bundle"));
      return;
    }
    fanout.add(send.ownDevices, Plaintexts.deviceSent(send.recipient, plain).toByteArray());
    Node stanza = stanza(send, attributes, fanout);
    journal.whenMayLeave(fanout.uses(), () -> write(send, stanza));
  }

  private StanzaAttributes attributes(Send send, Message plain) {
    return StanzaAttributes.of(plain, send.recipient, addresses.ownDevice().toUserJid());
  }

  private Node stanza(Send send, StanzaAttributes attributes, Fanout fanout) {
    return Node.of("message")
        .with("id", send.message.whatsappId())
        .with("to", send.recipient)
        .with("type", attributes.type())
        .withIfPresent("edit", attributes.edit())
        .with("phash", send.phash)
        .withIfPresent("peer_recipient_pn", addresses.phoneNumberOf(send.recipient))
        .child(Node.of("participants").children(fanout.nodes()).build())
        .childIfPresent(fanout.deviceIdentity())
        .childIfPresent(tokens.messageNode(send.recipient))
        .children(attributes.children())
        .build();
  }

  private void write(Send send, Node stanza) {
    if (send.result.isDone() || socket.isEmpty()) {
      return;
    }
    socket.get().accept(stanza);
    send.ackDeadlineNanos = core.nanoTime() + core.settings().ackTimeout().toNanos();
    unacknowledged.add(send);
    nextInChat(send);
  }

  private void nextInChat(Send send) {
    var chat = chats.get(send.chatKey);
    if (chat == null || chat.peek() != send) {
      return;
    }
    chat.remove();
    while (!chat.isEmpty() && chat.peek().result.isDone()) {
      chat.remove();
    }
    if (chat.isEmpty()) {
      chats.remove(send.chatKey);
      return;
    }
    // Not from here: a long chat would go down the stack.
    Send next = chat.peek();
    core.loop()
        .execute(
            () ->
                core.onLoop(
                    () -> {
                      if (!next.result.isDone()) {
                        prepare(next);
                      }
                    }));
  }

  /// An `ack` of class message.
  void acknowledged(Node ack) {
    groups.acknowledged(ack);
    Send send = ack.find("id").map(byId::get).orElse(null);
    if (send == null || !send.isInWindow) {
      return;
    }
    OptionalInt error =
        ack.find("error").isPresent()
            ? OptionalInt.of((int) ack.findNumber("error").orElse(500))
            : OptionalInt.empty();
    boolean isOtherAddressing =
        error.isPresent()
            ? error.getAsInt() == ADDRESSING_CHANGED
            : send.audience.filter(audience -> audience.isAddressedOtherwise(ack)).isPresent();
    if (isOtherAddressing && isWorthRepeating(send)) {
      repeat(send);
      return;
    }
    if (error.isPresent()) {
      refused(send, error.getAsInt());
      return;
    }
    Instant at =
        ack.findNumber("t").isPresent()
            ? Instant.ofEpochSecond(ack.findNumber("t").getAsLong())
            : core.now();
    limits.accepted(send.recipient, send.message.whatsappId());
    tokens.sent(send.recipient);
    done(send);
    send.result.complete(new ServerAck(send.message.whatsappId(), at, ack.findNumber("server_id")));
    ack.find("phash")
        .filter(hash -> !hash.equals(send.phash) && !hash.equals(settled.get(send.recipient)))
        .ifPresent(hash -> sendToMissing(send, hash));
  }

  private static boolean isWorthRepeating(Send send) {
    return send.audience.isPresent() && !send.isRepeated;
  }

  /// The group names its members in another way now: once more, under the same id.
  private void repeat(Send send) {
    send.isRepeated = true;
    send.isInWindow = false;
    inWindow--;
    unacknowledged.remove(send);
    send.audience.ifPresent(groups::invalidate);
    prepare(send);
  }

  private void refused(Send send, int code) {
    limits.refused(code, send.message.whatsappId());
    SendFailure.Code meaning =
        switch (code) {
          case 463, 475 -> SendFailure.Code.ACCOUNT_LIMITED;
          case 429 -> SendFailure.Code.RATE_LIMITED;
          case 500, 502, 503, 552 -> SendFailure.Code.SERVER_ERROR;
          default -> SendFailure.Code.REFUSED;
        };
    fail(send, new SendFailure(meaning, code, "WhatsApp refused the message with " + code));
  }

  /// The server knows other devices than we did: those that were missed get the same message.
  private void sendToMissing(Send send, String phash) {
    if (send.audience.isPresent()) {
      sendToMissing(send, send.audience.get(), phash, GROUP_ATTEMPTS);
      return;
    }
    Set<Jid> reached = new HashSet<>(fanout(send));
    deviceLists.invalidate(send.recipient);
    deviceLists.invalidate(addresses.ownDevice().toUserJid());
    var unused =
        devicesOf(send)
            .thenCompose(
                ignored -> {
                  send.recipientDevices =
                      send.recipientDevices.stream().filter(d -> !reached.contains(d)).toList();
                  send.ownDevices =
                      send.ownDevices.stream().filter(d -> !reached.contains(d)).toList();
                  return bundles.ensure(fanout(send));
                })
            .whenComplete(
                (ignored, failure) -> {
                  if (failure != null) {
                    SessionCore.log.warn(
                        "session {}: missed devices could not be reached: {}",
                        core.label(),
                        asSendFailure(failure).getMessage());
                    return;
                  }
                  var plain = Plaintexts.of(send.message);
                  var attributes = attributes(send, plain);
                  var fanout = new Fanout(core, ratchets, attributes);
                  fanout.add(send.recipientDevices, plain.toByteArray());
                  fanout.add(
                      send.ownDevices, Plaintexts.deviceSent(send.recipient, plain).toByteArray());
                  if (fanout.isEmpty()) {
                    // The server counts differently; asking again with every message helps nobody.
                    settled.put(send.recipient, phash);
                  } else {
                    Node stanza = stanza(send, attributes, fanout);
                    journal.whenMayLeave(
                        fanout.uses(), () -> socket.ifPresent(out -> out.accept(stanza)));
                  }
                });
  }

  /// In a group they are told the key with the message repeated, which the others know by its id.
  private void sendToMissing(Send send, GroupSends.Audience reached, String phash, int attempts) {
    groups.invalidate(reached);
    var unused =
        groups
            .prepare(send.message)
            .whenComplete(
                (audience, failure) -> {
                  if (failure != null) {
                    SessionCore.log.warn(
                        "session {}: missed devices of a group could not be reached: {}",
                        core.label(),
                        asSendFailure(failure).getMessage());
                  } else if (attempts == 0 || reached.devices().containsAll(audience.devices())) {
                    settled.put(send.recipient, phash);
                  } else if (!groups.isReady(audience)) {
                    // It changed again meanwhile.
                    sendToMissing(send, reached, phash, attempts - 1);
                  } else {
                    var frame =
                        groups.encrypt(
                            audience, send.message.whatsappId(), Plaintexts.of(send.message));
                    journal.whenMayLeave(
                        frame.uses(), () -> socket.ifPresent(out -> out.accept(frame.stanza())));
                  }
                });
  }

  /// @return whether an ack is overdue: the connection is taken as dead
  boolean isAckOverdue(long nowNanos) {
    Send oldest = unacknowledged.peek();
    return oldest != null && nowNanos - oldest.ackDeadlineNanos >= 0;
  }

  private void fail(Send send, SendFailure why) {
    done(send);
    send.result.completeExceptionally(why);
    nextInChat(send);
  }

  private void done(Send send) {
    limits.ended(send.message.whatsappId());
    byId.remove(send.message.whatsappId());
    count = byId.size();
    if (send.isInWindow) {
      send.isInWindow = false;
      inWindow--;
      if (!ready.isEmpty()) {
        core.loop().execute(() -> core.onLoop(this::encryptReady));
      }
    }
    send.isDone = true;
    while (!unacknowledged.isEmpty() && unacknowledged.peek().isDone) {
      unacknowledged.remove();
    }
  }

  /// The connection ended: whatever has no ack fails as retryable.
  void disconnected(SendFailure why) {
    socket = Optional.empty();
    var lost = List.copyOf(byId.values());
    byId.clear();
    chats.clear();
    ready.clear();
    unacknowledged.clear();
    settled.clear();
    groups.disconnected();
    inWindow = 0;
    count = 0;
    lost.forEach(send -> limits.ended(send.message.whatsappId()));
    lost.forEach(send -> send.result.completeExceptionally(why));
  }

  static SendFailure asSendFailure(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case SendFailure known -> known;
      case IqFailure iq -> iq.asSendFailure();
      case MexException mex when mex.code() == MexException.Code.REFUSED ->
          new IqFailure(mex.serverCode(), "by mex").asSendFailure();
      case MexException mex ->
          new SendFailure(SendFailure.Code.SERVER_ERROR, "An answer cannot be read: " + mex.code());
      case StanzaException unreadable ->
          new SendFailure(
              SendFailure.Code.SERVER_ERROR, "An answer cannot be read: " + unreadable.code());
      default -> {
        SessionCore.log.error("a send failed in an unexpected way", cause);
        yield new SendFailure(SendFailure.Code.SERVER_ERROR, String.valueOf(cause.getMessage()));
      }
    };
  }

  /// One message encrypted for several devices.
  static final class Fanout {
    private final SessionCore core;
    private final Ratchets ratchets;
    private final StanzaAttributes attributes;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Journal.KeyUse> uses = new ArrayList<>();
    private boolean hasPreKeyMessage;

    /// @param attributes what each `enc` says in the clear
    Fanout(SessionCore core, Ratchets ratchets, StanzaAttributes attributes) {
      this.core = core;
      this.ratchets = ratchets;
      this.attributes = attributes;
    }

    /// Devices without a session are left out.
    void add(Collection<Jid> devices, byte[] plaintext) {
      for (Jid device : devices) {
        Ratchets.Entry entry = ratchets.entry(device);
        if (entry.session().isPresent()) {
          nodes.add(
              Node.of("to")
                  .with("jid", device)
                  .child(enc(entry, plaintext, OptionalInt.empty()))
                  .build());
        }
      }
    }

    /// For a single device, without `to`.
    Node enc(Ratchets.Entry entry, byte[] plaintext, OptionalInt retryCount) {
      Encrypted encrypted = entry.encrypt(Padding.pad(plaintext, core.randomness()), uses);
      hasPreKeyMessage |= encrypted.type() == CiphertextType.PKMSG;
      return Node.of("enc")
          .with("v", "2")
          .with("type", encrypted.type().attribute())
          .withIfPresent("mediatype", attributes.mediaType())
          .withIfPresent(
              "decrypt-fail", attributes.hideDecryptFail() ? Optional.of("hide") : Optional.empty())
          .withIfPresent(
              "count",
              retryCount.isPresent() ? Optional.of(retryCount.getAsInt()) : Optional.empty())
          .bytes(encrypted.bytes())
          .build();
    }

    boolean isEmpty() {
      return nodes.isEmpty();
    }

    List<Node> nodes() {
      return nodes;
    }

    List<Journal.KeyUse> uses() {
      return uses;
    }

    /// Proves to a device that meets us for the first time that the account knows us.
    Optional<Node> deviceIdentity() {
      return hasPreKeyMessage
          ? Optional.of(Node.of("device-identity").bytes(core.account().signedIdentity()).build())
          : Optional.empty();
    }
  }
}
