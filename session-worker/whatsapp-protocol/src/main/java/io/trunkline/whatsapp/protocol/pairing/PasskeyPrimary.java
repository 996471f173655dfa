package io.trunkline.whatsapp.protocol.pairing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.companion.CompanionEphemeralIdentity;
import io.trunkline.whatsapp.proto.companion.EncryptedPairingRequest;
import io.trunkline.whatsapp.proto.companion.PairingRequest;
import io.trunkline.whatsapp.proto.companion.PrimaryEphemeralIdentity;
import io.trunkline.whatsapp.proto.companion.ProloguePayload;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.stanza.Node;
import java.security.MessageDigest;
import java.util.Optional;

/// The phone's side of pairing with a passkey, for one attempt; [PasskeyCompanion] draws the order
/// of steps. Whether the passkey's answer is right is the server's business.
public final class PasskeyPrimary {
  private final byte[] companionIdentity;
  private final byte[] commitment;
  private final KeyPair ephemeral;
  private final byte[] nonce;
  private final AesGcm key;

  private PasskeyPrimary(
      byte[] companionIdentity, byte[] commitment, KeyPair ephemeral, byte[] nonce, AesGcm key) {
    this.companionIdentity = companionIdentity;
    this.commitment = commitment;
    this.ephemeral = ephemeral;
    this.nonce = nonce;
    this.key = key;
  }

  /// Takes the node passkey_prologue. Draws the ephemeral key, then the nonce.
  ///
  /// @param ref under which the server knows the attempt
  /// @param handoffKey of the device whose code this phone has scanned, which then has to prove
  ///     that it is the same
  /// @throws PairingException (`MALFORMED`, `WRONG_REF`, `INVALID_KEY`, `NOT_PROVED`)
  public static PasskeyPrimary answer(
      Node prologue, String ref, Optional<byte[]> handoffKey, Randomness randomness) {
    byte[] payload = bytes(prologue, "prologue_payload");
    if (handoffKey.isPresent()
        && !HmacSha256.matches(
            HmacSha256.mac(handoffKey.get(), payload), bytes(prologue, "pairing_handoff_proof"))) {
      throw notProved("The device is not the one that was scanned");
    }
    ProloguePayload parts;
    CompanionEphemeralIdentity companion;
    try {
      parts = ProloguePayload.parseFrom(payload);
      companion = CompanionEphemeralIdentity.parseFrom(parts.getCompanionEphemeralIdentity());
    } catch (InvalidProtocolBufferException e) {
      throw malformed("Expected a companion ephemeral identity");
    }
    if (!companion.getRef().equals(ref)) {
      throw new PairingException(PairingException.Code.WRONG_REF, "The ref is another attempt's");
    }
    KeyPair ephemeral = Curve25519.generate(randomness);
    byte[] secret = KeyBundle.agree(ephemeral.privateKey(), key(companion.getPublicKey()));
    return new PasskeyPrimary(
        parts.getCompanionEphemeralIdentity().toByteArray(),
        parts.getCommitment().getHash().toByteArray(),
        ephemeral,
        randomness.bytes(PasskeyCompanion.NONCE_BYTES),
        PasskeyCompanion.requestKey(secret, companion.getDeviceType(), ref));
  }

  /// The child of the notification crsc_continuation.
  public Node continuation() {
    return Node.of("primary_ephemeral_identity")
        .bytes(
            PrimaryEphemeralIdentity.newBuilder()
                .setPublicKey(ByteString.copyFrom(ephemeral.publicKey().bytes()))
                .setNonce(ByteString.copyFrom(nonce))
                .build()
                .toByteArray())
        .build();
  }

  /// Takes the node companion_nonce.
  ///
  /// @return what the phone shows, to be compared with what the device shows
  /// @throws PairingException (`NOT_PROVED`) where the device had committed itself to another nonce
  public PairingCode code(Node companionNonce) {
    byte[] revealed = companionNonce.bytes();
    if (!MessageDigest.isEqual(Sha256.hash(companionIdentity, revealed), commitment)) {
      throw notProved("The nonce is not the one of the commitment");
    }
    return PasskeyCompanion.code(revealed, ephemeral.publicKey().bytes(), nonce);
  }

  /// Opens the node encrypted_pairing_request.
  ///
  /// @throws PairingException (`MALFORMED`, `NOT_PROVED`)
  public Linked open(Node encryptedPairingRequest) {
    try {
      var sealed = EncryptedPairingRequest.parseFrom(encryptedPairingRequest.bytes());
      if (sealed.getIV().size() != AesGcm.NONCE_BYTES) {
        throw malformed("Expected an iv of 12 bytes");
      }
      var request =
          PairingRequest.parseFrom(
              key.open(
                  sealed.getIV().toByteArray(),
                  new byte[0],
                  sealed.getEncryptedPayload().toByteArray()));
      if (request.getAdvSecret().size() != PasskeyCompanion.NONCE_BYTES) {
        throw malformed("Expected a secret of 32 bytes");
      }
      return new Linked(
          key(request.getCompanionPublicKey()),
          key(request.getCompanionIdentityKey()),
          request.getAdvSecret().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw malformed("Expected an encrypted pairing request");
    } catch (CryptoException e) {
      throw notProved("The request was not sealed for this attempt");
    }
  }

  private static PublicKey key(ByteString bytes) {
    if (bytes.size() != PublicKey.SIZE_BYTES) {
      throw malformed("Expected a key of 32 bytes");
    }
    return PublicKey.of(bytes.toByteArray());
  }

  private static byte[] bytes(Node prologue, String child) {
    return prologue.child(child).orElseThrow(() -> malformed("Expected a node " + child)).bytes();
  }

  private static PairingException malformed(String message) {
    return new PairingException(PairingException.Code.MALFORMED, message);
  }

  private static PairingException notProved(String message) {
    return new PairingException(PairingException.Code.NOT_PROVED, message);
  }

  @Override
  public String toString() {
    return "PasskeyPrimary[…]";
  }

  /// What the phone needs to vouch for the companion, as if its QR code had been scanned.
  public static final class Linked {
    private final PublicKey noiseKey;
    private final PublicKey identityKey;
    private final byte[] advSecret;

    private Linked(PublicKey noiseKey, PublicKey identityKey, byte[] advSecret) {
      this.noiseKey = noiseKey;
      this.identityKey = identityKey;
      this.advSecret = advSecret;
    }

    public PublicKey noiseKey() {
      return noiseKey;
    }

    public PublicKey identityKey() {
      return identityKey;
    }

    /// 32 bytes, for [AdvIssuer#issue].
    public byte[] advSecret() {
      return advSecret.clone();
    }

    @Override
    public String toString() {
      return "Linked[" + identityKey + "]";
    }
  }
}
