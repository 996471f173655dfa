package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.SendFailure;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.proto.companion.DeviceProps.PlatformType;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.pairing.PasskeyCompanion;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Links this device where the server insists on a passkey. [PasskeyCompanion] draws the order of
/// steps; the passkey itself is asked for by the owner, say in a browser. One attempt at a time: a
/// new request of the server, or a new connection, drops the one before.
final class PasskeyPairing {

  /// Told on the event loop.
  interface Listener {
    /// @param options what the passkey signs, as JSON
    void showPasskeyChallenge(String options);

    /// @param code to be compared with the one on the phone
    void showPasskeyCode(String code);

    /// A step failed; a new connection begins anew.
    void passkeyFailed();
  }

  private static final PlatformType PLATFORM = PlatformType.DESKTOP;

  private final SessionCore core;
  private final Journal journal;
  private final Requests requests;
  private final Listener listener;
  private Optional<Attempt> attempt = Optional.empty();

  private static final class Attempt {
    final byte[] handoffKey;
    String ref = "";
    Optional<PasskeyCompanion> companion = Optional.empty();
    Optional<PasskeyCompanion.Confirmation> confirmation = Optional.empty();

    Attempt(byte[] handoffKey) {
      this.handoffKey = handoffKey;
    }
  }

  PasskeyPairing(SessionCore core, Journal journal, Requests requests, Listener listener) {
    this.core = core;
    this.journal = journal;
    this.requests = requests;
    this.listener = listener;
  }

  /// The notification passkey_prologue_request.
  void requested(Node notification) {
    // From the secret that the phone has seen, however often a new one takes its place.
    var begun = new Attempt(PasskeyCompanion.handoffKey(core.credentials().advSecret()));
    attempt = Optional.of(begun);
    var options =
        PasskeyCompanion.options(notification)
            .map(CompletableFuture::completedFuture)
            .orElseGet(
                () ->
                    ask("get", PasskeyCompanion.optionsRequest())
                        .thenApply(
                            answer ->
                                PasskeyCompanion.options(answer)
                                    .orElseThrow(
                                        () ->
                                            new SendFailure(
                                                SendFailure.Code.SERVER_ERROR,
                                                "Expected what the passkey signs"))));
    var unused =
        options
            .thenCombine(
                ask("get", PasskeyCompanion.refRequest()).thenApply(PasskeyCompanion::ref),
                (json, ref) -> {
                  begun.ref = ref;
                  return new String(json, StandardCharsets.UTF_8);
                })
            .whenComplete(
                (json, failure) -> {
                  if (!isCurrent(begun)) {
                    return;
                  }
                  if (failure == null) {
                    listener.showPasskeyChallenge(json);
                  } else {
                    failed(failure);
                  }
                });
  }

  /// Whether the server insists on a passkey: the QR has done its part.
  boolean isUnderWay() {
    return attempt.isPresent();
  }

  /// The passkey's answer. The secret that the phone is told later is a fresh one and durable
  /// before anything under it leaves. Where the server refuses the answer another may be given.
  ///
  /// @throws SendFailure (INVALID) where no passkey is asked for
  CompletableFuture<Void> answer(byte[] credentialId, byte[] assertion) {
    Attempt current =
        attempt
            .filter(begun -> !begun.ref.isEmpty() && begun.companion.isEmpty())
            .orElseThrow(() -> ContactLookups.invalid("No passkey is asked for"));
    var companion = PasskeyCompanion.begin(current.ref, PLATFORM, core.randomness());
    current.companion = Optional.of(companion);
    Node prologue = companion.prologue(credentialId, assertion, Optional.of(current.handoffKey));
    Credentials renewed = core.credentials().withAdvSecret(core.randomness().bytes(32));
    core.credentials(renewed);
    journal.change().credentials(renewed);
    return journal
        .durable()
        .thenCompose(ignored -> ask("set", prologue))
        .<Void>thenApply(ignored -> null)
        .whenComplete(
            (ignored, failure) -> {
              if (failure != null) {
                current.companion = Optional.empty();
              }
            });
  }

  /// The notification crsc_continuation, with the phone's part.
  void continued(Node notification) {
    Optional<Attempt> current = attempt.filter(begun -> begun.companion.isPresent());
    if (current.isEmpty()) {
      return;
    }
    PasskeyCompanion.Confirmation confirmation;
    try {
      confirmation = current.get().companion.orElseThrow().confirm(notification);
    } catch (PairingException e) {
      failed(e);
      return;
    }
    current.get().confirmation = Optional.of(confirmation);
    var unused =
        ask("set", confirmation.nonce())
            .whenComplete(
                (answer, failure) -> {
                  if (!isCurrent(current.get())) {
                    return;
                  }
                  if (failure == null) {
                    listener.showPasskeyCode(confirmation.code().shown());
                  } else {
                    failed(failure);
                  }
                });
  }

  /// The user has found the codes equal: pair-success follows.
  ///
  /// @throws SendFailure (INVALID) where there is nothing to confirm
  CompletableFuture<Void> confirm() {
    PasskeyCompanion.Confirmation confirmation =
        attempt
            .flatMap(begun -> begun.confirmation)
            .orElseThrow(() -> ContactLookups.invalid("There is no code to confirm"));
    Credentials own = core.credentials();
    Node request =
        confirmation.request(
            own.noise().publicKey(),
            own.identity().publicKey(),
            own.advSecret(),
            core.randomness());
    return ask("set", request).thenAccept(ignored -> {});
  }

  private CompletableFuture<Node> ask(String type, Node content) {
    return type.equals("get")
        ? requests.get("md", List.of(content), core.nanoTime())
        : requests.set("md", List.of(content), core.nanoTime());
  }

  private boolean isCurrent(Attempt begun) {
    return attempt.filter(current -> current == begun).isPresent();
  }

  private void failed(Throwable failure) {
    SessionCore.log.warn(
        "session {}: pairing with a passkey failed: {}", core.label(), failure.getMessage());
    attempt = Optional.empty();
    listener.passkeyFailed();
  }

  /// The device is linked, or the connection is gone.
  void ended() {
    attempt = Optional.empty();
  }
}
