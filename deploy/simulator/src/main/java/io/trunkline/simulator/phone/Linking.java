package io.trunkline.simulator.phone;

import io.trunkline.simulator.account.Account;
import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.account.Transaction;
import io.trunkline.simulator.server.LinkCodeDesk;
import io.trunkline.simulator.server.PairingDesk;
import io.trunkline.simulator.server.Server;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.jid.Jid;
import io.trunkline.whatsapp.protocol.jid.JidServer;
import io.trunkline.whatsapp.protocol.pairing.AdvException;
import io.trunkline.whatsapp.protocol.pairing.AdvIssuer;
import io.trunkline.whatsapp.protocol.pairing.LinkCodePrimary;
import io.trunkline.whatsapp.protocol.pairing.PairingCode;
import io.trunkline.whatsapp.protocol.pairing.PairingException;
import io.trunkline.whatsapp.protocol.pairing.QrCode;
import io.trunkline.whatsapp.protocol.pairing.QrCodeException;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Links a device to a phone that scanned its code: the account signs the device, the device signs
/// back, and both signatures together are its identity from then on.
final class Linking {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

  private final Accounts accounts;
  private final PairingDesk desk;
  private final Passkeys passkeys;
  private final Server server;
  private final Clock clock;
  private final Randomness randomness;

  Linking(
      Accounts accounts,
      PairingDesk desk,
      Passkeys passkeys,
      Server server,
      Clock clock,
      Randomness randomness) {
    this.accounts = accounts;
    this.desk = desk;
    this.passkeys = passkeys;
    this.server = server;
    this.clock = clock;
    this.randomness = randomness;
  }

  /// Scans a code. Waits for the device's answer.
  ///
  /// @throws PhoneException `qr-expired`, `not-a-qr`, `pairing-failed`
  Device scan(Phone phone, String text) {
    QrCode qr = parse(text);
    PairingDesk.Candidate candidate = find(qr);
    if (!candidate.noiseKey().equals(qr.noiseKey())
        || !candidate.keys().identity().equals(qr.identityKey())) {
      throw new PhoneException(
          PhoneException.Code.NOT_A_QR, "The keys of the QR code are not the device's");
    }
    return link(phone, candidate, qr.advSecret());
  }

  /// Types a code. Waits for the device's answers.
  ///
  /// @throws PhoneException `wrong-code`, `code-expired`, `pairing-failed`
  Device type(Phone phone, String text) {
    LinkCodeDesk.Attempt attempt =
        desk.codes()
            .attempt(phone.account().number())
            .orElseThrow(
                () ->
                    new PhoneException(
                        PhoneException.Code.CODE_EXPIRED,
                        "No device waits for a code of this phone"));
    try {
      LinkCodePrimary primary =
          LinkCodePrimary.answer(
              PairingCode.parse(text),
              attempt.hello(),
              attempt.ref(),
              phone.own().identity(),
              randomness);
      LinkCodePrimary.Linked linked =
          primary.finish(await(attempt.type(primary.hello()), ANSWER_TIMEOUT, "companion_finish"));
      return link(phone, attempt.candidate(), linked.advSecret());
    } catch (PairingException e) {
      throw switch (e.code()) {
        case BAD_CODE, WRONG_CODE ->
            new PhoneException(PhoneException.Code.WRONG_CODE, "The code is not the device's");
        default -> failed(e.getMessage());
      };
    }
  }

  private Device link(Phone phone, PairingDesk.Candidate candidate, byte[] shown) {
    byte[] advSecret = passkeys.settle(phone, candidate, shown);
    Account account = phone.account();
    Transaction numbering = accounts.transaction();
    Account.LinkSlot slot = account.nextSlot(numbering);
    numbering.commit();
    AdvIssuer issuer = new AdvIssuer(phone.own().identity(), randomness);
    PublicKey identity = candidate.keys().identity();
    byte[] issued =
        issuer.issue(identity, advSecret, account.rawId(), clock.instant(), slot.keyIndex());
    Node answer =
        await(candidate.offer(pairSuccess(account, slot, issued)), ANSWER_TIMEOUT, "pair-success");
    if (answer.has("type", "error")) {
      throw failed(
          "The device refused: "
              + answer.child("error").flatMap(error -> error.find("text")).orElse("no reason"));
    }
    byte[] complete = complete(answer, issuer, identity);
    Transaction transaction = accounts.transaction();
    Device device =
        accounts.link(
            account,
            slot,
            candidate.props().getPlatformType().name().toLowerCase(Locale.ROOT),
            candidate.props().getOs(),
            candidate.noiseKey(),
            candidate.keys(),
            complete,
            transaction);
    publishKeyIndexes(account, phone.own().identity(), transaction);
    server.announceLinked(device, transaction);
    transaction.commit();
    phone.welcome(device);
    candidate.restart();
    return device;
  }

  /// Signs the list of linked devices as they are now.
  void publishKeyIndexes(Account account, KeyPair identity, Transaction transaction) {
    Instant now = clock.instant();
    List<Integer> valid = account.linkedDevices().stream().map(Device::keyIndex).toList();
    byte[] signed =
        new AdvIssuer(identity, randomness)
            .keyIndexList(account.rawId(), now, account.lastKeyIndex(), valid);
    account.publishKeyIndexes(signed, now.getEpochSecond(), transaction);
  }

  private static QrCode parse(String text) {
    try {
      return QrCode.parse(text);
    } catch (QrCodeException e) {
      throw new PhoneException(
          PhoneException.Code.NOT_A_QR, "Expected the text of a QR code to link a device");
    }
  }

  private PairingDesk.Candidate find(QrCode qr) {
    try {
      return desk.find(qr.ref())
          .orElseThrow(
              () -> new PhoneException(PhoneException.Code.QR_EXPIRED, "The QR code has expired"));
    } catch (IllegalArgumentException e) {
      throw new PhoneException(PhoneException.Code.NOT_A_QR, e.getMessage());
    }
  }

  private Node pairSuccess(Account account, Account.LinkSlot slot, byte[] issued) {
    return desk.query(
        Node.of("pair-success")
            .child(Node.of("device-identity").bytes(issued).build())
            .child(
                Node.of("device")
                    .with("jid", Jid.device(account.number(), slot.device(), JidServer.USER))
                    .with("lid", Jid.device(account.lid().user(), slot.device(), JidServer.LID))
                    .build())
            .child(Node.of("platform").with("name", "android").build())
            .build());
  }

  static Node await(Future<Node> answer, Duration patience, String step) {
    try {
      return answer.get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("Interrupted");
    } catch (ExecutionException e) {
      throw failed(e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw failed("The device did not answer: " + step);
    }
  }

  /// Checks `pair-device-sign` and puts both signatures together.
  private static byte[] complete(Node answer, AdvIssuer issuer, PublicKey identity) {
    byte[] reply =
        answer
            .child("pair-device-sign")
            .flatMap(sign -> sign.child("device-identity"))
            .orElseThrow(() -> failed("The device's answer has no pair-device-sign"))
            .bytes();
    try {
      return issuer.verifyDeviceSignature(reply, identity);
    } catch (AdvException e) {
      throw failed("pair-device-sign: " + e.getMessage());
    }
  }

  static PhoneException failed(String message) {
    return new PhoneException(PhoneException.Code.PAIRING_FAILED, message);
  }
}
