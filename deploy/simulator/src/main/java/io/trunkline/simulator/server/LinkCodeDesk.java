package io.trunkline.simulator.server;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeCompanion;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Devices that want to be linked by a code: keeps the last attempt for each phone number and
/// passes the steps on between device and phone. The server never learns the code.
public final class LinkCodeDesk {
  private static final int REF_BYTES = 32;

  private final Accounts accounts;
  private final Clock clock;
  private final Randomness randomness;
  private final StanzaIds ids;
  private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

  LinkCodeDesk(Accounts accounts, Clock clock, Randomness randomness, StanzaIds ids) {
    this.accounts = accounts;
    this.clock = clock;
    this.randomness = randomness;
    this.ids = ids;
  }

  /// One code of one device.
  public final class Attempt {
    private final PairingDesk.Candidate candidate;
    private final Node hello;
    private final byte[] ref;
    private final Instant until;
    private int typed;
    private CompletableFuture<Node> finish = new CompletableFuture<>();

    private Attempt(PairingDesk.Candidate candidate, Node hello, byte[] ref, Instant until) {
      this.candidate = candidate;
      this.hello = hello;
      this.ref = ref;
      this.until = until;
    }

    public PairingDesk.Candidate candidate() {
      return candidate;
    }

    /// The device's companion_hello.
    public Node hello() {
      return hello;
    }

    public byte[] ref() {
      return ref.clone();
    }

    /// Tells the device that a code was typed; the future gets its companion_finish.
    public CompletableFuture<Node> type(Node primaryHello) {
      CompletableFuture<Node> answer = new CompletableFuture<>();
      finish = answer;
      candidate.send(notification(primaryHello));
      return answer;
    }
  }

  /// The attempt that waits for a code at the phone with this number. Asking counts as typing: past
  /// the third time, or in the fourth minute, the device is told that its code is void.
  public synchronized Optional<Attempt> attempt(String number) {
    Attempt attempt = attempts.get(number);
    if (attempt == null) {
      return Optional.empty();
    }
    attempt.typed++;
    if (attempt.typed > LinkCodeCompanion.MAX_PRIMARY_HELLOS
        || clock.instant().isAfter(attempt.until)) {
      attempts.remove(number);
      attempt.candidate.send(notification(LinkCodeStanzas.refreshCode(attempt.ref, true)));
      return Optional.empty();
    }
    return Optional.of(attempt);
  }

  /// Takes a query of a device that is not linked yet.
  ///
  /// @return the answer; empty when the query is none of ours
  Optional<Node> answer(PairingDesk.Candidate candidate, Node query) {
    return query.child(LinkCodeStanzas.TAG).map(node -> answer(candidate, query, node));
  }

  private Node answer(PairingDesk.Candidate candidate, Node query, Node node) {
    try {
      return switch (LinkCodeStanzas.stage(node).orElse(null)) {
        case COMPANION_HELLO -> hello(candidate, query, node);
        case COMPANION_FINISH -> finish(candidate, query, node);
        case null, default -> Answers.error(query, 400, "bad-request");
      };
    } catch (PairingException e) {
      return Answers.error(query, 400, "bad-request");
    }
  }

  private synchronized Node hello(PairingDesk.Candidate candidate, Node query, Node node) {
    Jid phone = LinkCodeStanzas.phone(node);
    if (accounts.byNumber(phone.user()).isEmpty()) {
      return Answers.error(query, 400, "bad-request");
    }
    byte[] ref = randomness.bytes(REF_BYTES);
    Instant until = clock.instant().plus(LinkCodeCompanion.LIFETIME);
    attempts.put(phone.user(), new Attempt(candidate, node, ref, until));
    return Answers.result(query, LinkCodeStanzas.helloResult(ref));
  }

  private synchronized Node finish(PairingDesk.Candidate candidate, Node query, Node node) {
    Attempt attempt = attempts.get(LinkCodeStanzas.phone(node).user());
    if (attempt == null || attempt.candidate != candidate) {
      return Answers.error(query, 404, "item-not-found");
    }
    attempt.finish.complete(node);
    return Answers.result(query);
  }

  /// The device is linked, or its connection has ended.
  synchronized void ended(PairingDesk.Candidate candidate) {
    attempts.values().removeIf(attempt -> attempt.candidate == candidate);
  }

  private Node notification(Node content) {
    return Node.of("notification")
        .with("from", Jid.WHATSAPP)
        .with("type", LinkCodeStanzas.TAG)
        .with("id", ids.next())
        .with("t", clock.instant().getEpochSecond())
        .child(content)
        .build();
  }
}
