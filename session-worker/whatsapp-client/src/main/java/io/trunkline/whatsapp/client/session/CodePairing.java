package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.LinkCodeRequest;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeCompanion;
import io.trunkline.whatsapp.protocol.pairing.LinkCodeStanzas;
import io.trunkline.whatsapp.protocol.pairing.PairingCode;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Links this device by a code that is typed on the phone. [LinkCodeCompanion] draws the order of
/// steps; pair-success and what follows are [Pairing]'s.
///
/// One attempt at a time: a new connection or a server that wants another code begins the next one.
/// The slow derivations run outside the event loop, on the common pool; what they bring counts only
/// while their attempt lasts.
final class CodePairing {

  /// Told on the event loop.
  interface Listener {
    /// The server has accepted the code.
    void showCode(String code, Instant expiresAt);

    /// It was not typed in time, or too often wrongly.
    void codeExpired();

    /// The server does not take the request.
    void codeRefused(int serverCode);

    /// No answer to the request.
    void codeFailed();
  }

  /// As WhatsApp's own web client; the server knows this pair of client and system.
  private static final String PLATFORM_ID = "1";

  private static final String PLATFORM_DISPLAY = "Chrome (Linux)";

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Listener listener;
  private Optional<LinkCodeRequest> wanted = Optional.empty();
  private Optional<Attempt> attempt = Optional.empty();

  private static final class Attempt {
    Optional<LinkCodeCompanion> companion = Optional.empty();
    byte[] ref = {};
    long deadlineNanos;
    int hellos;
  }

  CodePairing(SessionCore core, Journal journal, Requests requests, Listener listener) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.listener = listener;
  }

  /// What the next connections link by: a code, or without one a QR.
  void want(Optional<LinkCodeRequest> request) {
    wanted = request;
    attempt = Optional.empty();
  }

  boolean isWanted() {
    return wanted.isPresent();
  }

  /// The server waits for a way to be linked.
  void begin() {
    LinkCodeRequest request = wanted.orElseThrow();
    var begun = new Attempt();
    attempt = Optional.of(begun);
    Jid phone = LinkCodeStanzas.phone(request.phoneNumber());
    elsewhere(
        begun,
        () ->
            LinkCodeCompanion.begin(
                phone, PairingCode.generate(core.randomness()), core.randomness()),
        companion -> {
          begun.companion = Optional.of(companion);
          hello(begun, companion, request);
        });
  }

  private void hello(Attempt begun, LinkCodeCompanion companion, LinkCodeRequest request) {
    Node hello =
        companion.hello(
            core.credentials().noise().publicKey(),
            PLATFORM_ID,
            PLATFORM_DISPLAY,
            request.showsNotification());
    var unused =
        requests
            .set("md", List.of(hello), core.nanoTime())
            .whenComplete(
                (answer, failure) -> {
                  if (isCurrent(begun)) {
                    helloAnswered(begun, companion, answer, failure);
                  }
                });
  }

  private void helloAnswered(
      Attempt begun, LinkCodeCompanion companion, Node answer, Throwable failure) {
    switch (failure) {
      case null -> {
        try {
          begun.ref = LinkCodeStanzas.ref(answer.requireChild(LinkCodeStanzas.TAG));
        } catch (StanzaException | PairingException _) {
          listener.codeFailed();
          return;
        }
        begun.deadlineNanos = core.nanoTime() + LinkCodeCompanion.LIFETIME.toNanos();
        listener.showCode(companion.code().shown(), core.now().plus(LinkCodeCompanion.LIFETIME));
      }
      case IqFailure refusal -> {
        attempt = Optional.empty();
        listener.codeRefused(refusal.code());
      }
      default -> listener.codeFailed();
    }
  }

  /// A notification that belongs to pairing by code.
  void handle(Node notification) {
    Optional<Attempt> current = attempt.filter(begun -> begun.ref.length > 0);
    Optional<Node> node = notification.child(LinkCodeStanzas.TAG);
    if (current.isEmpty() || node.isEmpty()) {
      return;
    }
    switch (LinkCodeStanzas.stage(node.get()).orElse(null)) {
      case PRIMARY_HELLO -> typed(current.get(), node.get());
      case REFRESH_CODE -> {
        if (LinkCodeStanzas.isManualForced(node.get())) {
          expire();
        } else {
          begin();
        }
      }
      case null, default -> {}
    }
  }

  private void typed(Attempt begun, Node primaryHello) {
    begun.hellos++;
    if (begun.hellos > LinkCodeCompanion.MAX_PRIMARY_HELLOS) {
      expire();
      return;
    }
    LinkCodeCompanion companion = begun.companion.orElseThrow();
    var identity = core.credentials().identity();
    elsewhere(
        begun,
        () -> companion.finish(begun.ref, primaryHello, identity, core.randomness()),
        finish -> {
          Credentials renewed = core.credentials().withAdvSecret(finish.advSecret());
          core.credentials(renewed);
          journal.change().credentials(renewed);
          journal.whenDurable(
              () -> {
                if (isCurrent(begun)) {
                  finish(finish.node());
                }
              });
        });
  }

  private void finish(Node node) {
    var unused =
        requests
            .set("md", List.of(node), core.nanoTime())
            .exceptionally(
                failure -> {
                  SessionCore.log.info(
                      "session {}: the end of pairing by code was not taken: {}",
                      core.label(),
                      Sends.asSendFailure(failure).getMessage());
                  return null;
                });
  }

  /// A derivation takes tens of milliseconds: too long for a loop that serves other sessions.
  private <T> void elsewhere(Attempt begun, Supplier<T> derivation, Consumer<T> then) {
    var unused =
        CompletableFuture.supplyAsync(derivation)
            .whenComplete(
                (result, failure) ->
                    core.onLoop(
                        () -> {
                          if (!isCurrent(begun)) {
                            return;
                          }
                          if (failure == null) {
                            then.accept(result);
                          } else {
                            // A stanza of another attempt, or a bad one: the own code still holds.
                            SessionCore.log.warn(
                                "session {}: a step of pairing by code failed: {}",
                                core.label(),
                                failure.getCause() instanceof PairingException known
                                    ? known.code()
                                    : failure);
                          }
                        }));
  }

  private boolean isCurrent(Attempt begun) {
    return attempt.filter(current -> current == begun).isPresent();
  }

  void tick(long nowNanos) {
    if (attempt
        .filter(begun -> begun.ref.length > 0 && nowNanos - begun.deadlineNanos >= 0)
        .isPresent()) {
      expire();
    }
  }

  private void expire() {
    attempt = Optional.empty();
    listener.codeExpired();
  }

  /// The device is linked, or the connection and with it the ref are gone.
  void ended() {
    attempt = Optional.empty();
  }
}
