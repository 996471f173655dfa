package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.LinkCodeRequest;
import io.trunkline.whatsapp.client.store.Credentials;
import io.trunkline.whatsapp.client.store.LinkedAccount;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.pairing.Adv;
import io.trunkline.whatsapp.protocol.pairing.AdvException;
import io.trunkline.whatsapp.protocol.pairing.LinkedIdentity;
import io.trunkline.whatsapp.protocol.pairing.QrCode;
import io.trunkline.whatsapp.protocol.signal.SignedPreKey;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/// Links this device to a phone by QR, or by a code ([CodePairing]). Source: protocol dossier, 04.
///
///     server                        client
///     iq pair-device (refs)    ──>
///                              <──  result; the first QR is shown 60 s, each further one 20 s
///     iq pair-success          ──>  ADV checked, account stored
///                              <──  result pair-device-sign
///     stream:error 515         ──>  the owner of this object logs in
final class Pairing {

  /// Told on the event loop.
  interface Listener extends CodePairing.Listener, PasskeyPairing.Listener {
    void showQr(String text, Instant expiresAt);

    /// The last QR has expired.
    void qrTimeout();

    /// The phone has scanned; the account is durable and the reply is out.
    void paired();

    void refused(String why);
  }

  private static final int MAX_REGISTRATION_ID = 16380;

  private final SessionCore core;
  private final Journal journal;
  private final Ratchets ratchets;
  private final Consumer<Node> socket;
  private final Listener listener;
  private final CodePairing code;
  private final PasskeyPairing passkey;
  private final ArrayDeque<String> refs = new ArrayDeque<>(2);
  private Optional<String> shownRef = Optional.empty();
  private long shownUntilNanos;
  private boolean isScanned;

  Pairing(
      SessionCore core,
      Journal journal,
      Ratchets ratchets,
      Requests requests,
      Consumer<Node> socket,
      Listener listener) {
    this.core = core;
    this.journal = journal;
    this.ratchets = ratchets;
    this.socket = socket;
    this.listener = listener;
    code = new CodePairing(core, journal, requests, listener);
    passkey = new PasskeyPairing(core, journal, requests, listener);
  }

  PasskeyPairing passkey() {
    return passkey;
  }

  /// What the next connections link by: a code, or without one a QR.
  void linkBy(Optional<LinkCodeRequest> request) {
    code.want(request);
  }

  /// A notification that belongs to pairing by code.
  void codeStep(Node notification) {
    code.handle(notification);
  }

  /// Keys of a device that no phone knows yet.
  static Credentials newCredentials(Randomness randomness) {
    KeyPair identity = Curve25519.generate(randomness);
    byte[] two = randomness.bytes(2);
    int random = (two[0] & 0xff) << 8 | (two[1] & 0xff);
    return new Credentials(
        Curve25519.generate(randomness),
        identity,
        1 + random % MAX_REGISTRATION_ID,
        SignedPreKey.generate(1, identity, randomness),
        randomness.bytes(32),
        Optional.empty());
  }

  boolean isShowing() {
    return shownRef.isPresent();
  }

  /// @return whether the iq belongs to pairing
  boolean handle(Node iq) {
    Optional<Node> device = iq.child("pair-device");
    if (device.isPresent()) {
      begin(iq, device.get());
      return true;
    }
    Optional<Node> success = iq.child("pair-success");
    if (success.isPresent()) {
      finish(iq, success.get());
      return true;
    }
    return false;
  }

  private void begin(Node iq, Node device) {
    socket.accept(result(iq).build());
    refs.clear();
    if (code.isWanted()) {
      code.begin();
      return;
    }
    device.children("ref").forEach(ref -> refs.add(ref.text()));
    showNext(core.settings().firstQrLifetime());
  }

  private void showNext(Duration lifetime) {
    shownRef = Optional.ofNullable(refs.poll());
    if (shownRef.isEmpty()) {
      listener.qrTimeout();
      return;
    }
    shownUntilNanos = core.nanoTime() + lifetime.toNanos();
    show(shownRef.get(), core.now().plus(lifetime));
  }

  private void show(String ref, Instant expiresAt) {
    var credentials = core.credentials();
    var code =
        new QrCode(
            ref,
            credentials.noise().publicKey(),
            credentials.identity().publicKey(),
            credentials.advSecret(),
            QrCode.DESKTOP);
    listener.showQr(code.text(), expiresAt);
  }

  void tick(long nowNanos) {
    if (shownRef.isPresent()
        && !isScanned
        && !passkey.isUnderWay()
        && nowNanos - shownUntilNanos >= 0) {
      showNext(core.settings().nextQrLifetime());
    }
    code.tick(nowNanos);
  }

  /// The server wants another QR under a new secret.
  void refresh() {
    if (shownRef.isEmpty() || isScanned) {
      return;
    }
    Credentials renewed = core.credentials().withAdvSecret(core.randomness().bytes(32));
    core.credentials(renewed);
    journal.change().credentials(renewed);
    journal.whenDurable(
        () -> {
          if (shownRef.isPresent() && !isScanned) {
            long left = Math.max(0, shownUntilNanos - core.nanoTime());
            show(shownRef.get(), core.now().plusNanos(left));
          }
        });
  }

  private void finish(Node iq, Node success) {
    isScanned = true;
    code.ended();
    passkey.ended();
    LinkedIdentity linked;
    Jid pn;
    Optional<Jid> lid;
    try {
      linked =
          Adv.verify(
              success.requireChild("device-identity").bytes(),
              core.credentials().advSecret(),
              core.credentials().identity(),
              core.randomness());
      Node device = success.requireChild("device");
      pn = device.jid("jid");
      lid = device.findJid("lid").filter(Jid::isLid);
    } catch (AdvException e) {
      refuse(iq, e.code().status(), e.code().text());
      return;
    } catch (RuntimeException e) {
      SessionCore.log.warn("session {}: pair-success cannot be read", core.label(), e);
      refuse(iq, 500, "internal-error");
      return;
    }
    var account =
        new LinkedAccount(
            pn,
            lid,
            linked.account(),
            success.child("platform").flatMap(node -> node.find("name")).orElse(""),
            success.child("biz").flatMap(node -> node.find("name")),
            Optional.empty());
    core.credentials(core.credentials().withAccount(account));
    journal.change().credentials(core.credentials());
    Jid phone = lid.orElse(pn).toUserJid();
    ratchets.identity(phone.signalAddress(), linked.accountKey());
    // Not before everything is durable: an account that is linked and forgotten is lost.
    journal.whenDurable(
        () -> {
          socket.accept(
              result(iq)
                  .child(
                      Node.of("pair-device-sign")
                          .child(
                              Node.of("device-identity")
                                  .with("key-index", linked.keyIndex())
                                  .bytes(linked.reply())
                                  .build())
                          .build())
                  .build());
          listener.paired();
        });
  }

  private void refuse(Node iq, int code, String text) {
    socket.accept(
        Node.of("iq")
            .with("to", Jid.WHATSAPP)
            .with("type", "error")
            .with("id", iq.attr("id"))
            .child(Node.of("error").with("code", code).with("text", text).build())
            .build());
    listener.refused(text);
  }

  private static Node.Builder result(Node iq) {
    return Node.of("iq").with("to", Jid.WHATSAPP).with("type", "result").with("id", iq.attr("id"));
  }

  /// The connection ended: its refs are void.
  void disconnected() {
    refs.clear();
    shownRef = Optional.empty();
    isScanned = false;
    code.ended();
    passkey.ended();
  }
}
