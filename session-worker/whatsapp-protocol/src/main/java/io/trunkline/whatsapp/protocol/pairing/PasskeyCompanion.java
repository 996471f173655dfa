package io.trunkline.whatsapp.protocol.pairing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trunkline.whatsapp.proto.companion.CompanionCommitment;
import io.trunkline.whatsapp.proto.companion.CompanionEphemeralIdentity;
import io.trunkline.whatsapp.proto.companion.DeviceProps.PlatformType;
import io.trunkline.whatsapp.proto.companion.EncryptedPairingRequest;
import io.trunkline.whatsapp.proto.companion.PairingRequest;
import io.trunkline.whatsapp.proto.companion.PrimaryEphemeralIdentity;
import io.trunkline.whatsapp.proto.companion.ProloguePayload;
import io.trunkline.whatsapp.protocol.crypto.AesGcm;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.Sha256;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The companion's side of pairing with a passkey, on which the server may insist. The passkey
/// itself (WebAuthn) is asked for elsewhere; here are the nodes and the secrets around it. All iqs
/// are of xmlns `md`.
///
/// ```
/// companion                                 server and phone
///                                    <──    notification passkey_prologue_request
/// get passkey_request_options, ref   ──>    options, if the notification had none; ref
/// set passkey_prologue               ──>    assertion, ephemeral key, commitment to a nonce
///                                    <──    notification crsc_continuation: key and nonce
/// set companion_nonce                ──>
/// (the user compares the codes that both show)
/// set encrypted_pairing_request      ──>    pair-success follows
/// ```
///
/// Source: whatsmeow and zapo, which agree; not tried against WhatsApp.
public final class PasskeyCompanion {

  private static final String OPTIONS = "passkey_request_options";
  private static final String REF = "ref";
  private static final String HANDOFF_INFO = "shortcake-passkey-handoff-v1";
  private static final byte[] REQUEST_INFO =
      "Pairing Information Encryption Key".getBytes(StandardCharsets.US_ASCII);
  static final int NONCE_BYTES = 32;
  private static final byte[] NO_DATA = {};

  private final String ref;
  private final PlatformType platform;
  private final KeyPair ephemeral;
  private final byte[] nonce;

  private PasskeyCompanion(String ref, PlatformType platform, KeyPair ephemeral, byte[] nonce) {
    this.ref = ref;
    this.platform = platform;
    this.ephemeral = ephemeral;
    this.nonce = nonce;
  }

  /// The child of an iq of type `get` that asks for what the passkey signs.
  public static Node optionsRequest() {
    return Node.of(OPTIONS).build();
  }

  /// What the passkey signs, as JSON; empty when a notification leaves it to be asked for.
  ///
  /// @param stanza the notification passkey_prologue_request, or the result of [#optionsRequest]
  public static Optional<byte[]> options(Node stanza) {
    return stanza.child(OPTIONS).map(Node::bytes).filter(json -> json.length > 0);
  }

  /// The child of an iq of type `get` that asks for a ref.
  public static Node refRequest() {
    return Node.of(REF).build();
  }

  /// @param result of [#refRequest]
  /// @throws PairingException (`MALFORMED`)
  public static String ref(Node result) {
    return result
        .child(REF)
        .map(Node::text)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> malformed("Expected a ref"));
  }

  /// With what [#prologue] proves that this device was shown to the phone before. The ADV secret
  /// is to be replaced by a random one then.
  ///
  /// @param advSecret the one until then
  /// @return 32 secret bytes, good for 5 minutes
  public static byte[] handoffKey(byte[] advSecret) {
    return Hkdf.derive(advSecret, HANDOFF_INFO, HmacSha256.SIZE_BYTES);
  }

  /// Begins an attempt. Draws the ephemeral key, then the nonce.
  ///
  /// @param platform as the device registers itself
  public static PasskeyCompanion begin(String ref, PlatformType platform, Randomness randomness) {
    return new PasskeyCompanion(
        ref, platform, Curve25519.generate(randomness), randomness.bytes(NONCE_BYTES));
  }

  /// The node passkey_prologue. It commits to the nonce, which stays hidden until the phone's part
  /// is known, so that neither side can choose the code.
  ///
  /// @param credentialId of the passkey
  /// @param assertion the passkey's answer, as JSON
  /// @param handoffKey where present the phone may skip comparing the code
  public Node prologue(byte[] credentialId, byte[] assertion, Optional<byte[]> handoffKey) {
    byte[] identity =
        CompanionEphemeralIdentity.newBuilder()
            .setPublicKey(ByteString.copyFrom(ephemeral.publicKey().bytes()))
            .setDeviceType(platform)
            .setRef(ref)
            .build()
            .toByteArray();
    byte[] payload =
        ProloguePayload.newBuilder()
            .setCompanionEphemeralIdentity(ByteString.copyFrom(identity))
            .setCommitment(
                CompanionCommitment.newBuilder()
                    .setHash(ByteString.copyFrom(Sha256.hash(identity, nonce))))
            .build()
            .toByteArray();
    return Node.of("passkey_prologue")
        .child(leaf("credential_id", credentialId))
        .child(leaf("webauthn_assertion", assertion))
        .child(leaf("prologue_payload", payload))
        .childIfPresent(
            handoffKey.map(key -> leaf("pairing_handoff_proof", HmacSha256.mac(key, payload))))
        .build();
  }

  /// Takes the phone's part.
  ///
  /// @param continuation the notification crsc_continuation
  /// @throws PairingException (`MALFORMED`, `INVALID_KEY`)
  public Confirmation confirm(Node continuation) {
    PrimaryEphemeralIdentity primary;
    try {
      primary =
          PrimaryEphemeralIdentity.parseFrom(
              continuation.requireChild("primary_ephemeral_identity").bytes());
    } catch (StanzaException | InvalidProtocolBufferException e) {
      throw malformed("Expected a primary ephemeral identity");
    }
    if (primary.getPublicKey().size() != PublicKey.SIZE_BYTES
        || primary.getNonce().size() != NONCE_BYTES) {
      throw malformed("Expected a key and a nonce of 32 bytes");
    }
    byte[] primaryKey = primary.getPublicKey().toByteArray();
    byte[] secret = KeyBundle.agree(ephemeral.privateKey(), PublicKey.of(primaryKey));
    return new Confirmation(
        leaf("companion_nonce", nonce),
        code(nonce, primaryKey, primary.getNonce().toByteArray()),
        requestKey(secret, platform, ref));
  }

  /// @param secret on which both ephemeral keys agree
  static AesGcm requestKey(byte[] secret, PlatformType platform, String ref) {
    String salt = "Companion Pairing %d with ref %s".formatted(platform.getNumber(), ref);
    return AesGcm.of(Hkdf.derive(secret, salt.getBytes(StandardCharsets.UTF_8), REQUEST_INFO, 32));
  }

  /// What both sides show.
  static PairingCode code(byte[] companionNonce, byte[] primaryKey, byte[] primaryNonce) {
    byte[] code = Sha256.hash(companionNonce, primaryKey);
    for (int i = 0; i < code.length; i++) {
      code[i] ^= primaryNonce[i];
    }
    return PairingCode.of(code);
  }

  private static Node leaf(String tag, byte[] content) {
    return Node.of(tag).bytes(content).build();
  }

  private static PairingException malformed(String message) {
    return new PairingException(PairingException.Code.MALFORMED, message);
  }

  @Override
  public String toString() {
    return "PasskeyCompanion[" + platform + "]";
  }

  /// What follows once the phone's part is known.
  public static final class Confirmation {
    private final Node nonce;
    private final PairingCode code;
    private final AesGcm key;

    private Confirmation(Node nonce, PairingCode code, AesGcm key) {
      this.nonce = nonce;
      this.code = code;
      this.key = key;
    }

    /// The node companion_nonce, to be sent at once.
    public Node nonce() {
      return nonce;
    }

    /// What the phone shows as well, if nobody stands between.
    public PairingCode code() {
      return code;
    }

    /// The node encrypted_pairing_request, to be sent when the user has found the codes equal.
    /// Draws the nonce of its sealing.
    ///
    /// @param noiseKey the device's Noise key
    /// @param identityKey the device's identity key
    /// @param advSecret the random one that took the place of the former
    public Node request(
        PublicKey noiseKey, PublicKey identityKey, byte[] advSecret, Randomness randomness) {
      byte[] request =
          PairingRequest.newBuilder()
              .setCompanionPublicKey(ByteString.copyFrom(noiseKey.bytes()))
              .setCompanionIdentityKey(ByteString.copyFrom(identityKey.bytes()))
              .setAdvSecret(ByteString.copyFrom(advSecret))
              .build()
              .toByteArray();
      byte[] iv = randomness.bytes(AesGcm.NONCE_BYTES);
      return leaf(
          "encrypted_pairing_request",
          EncryptedPairingRequest.newBuilder()
              .setEncryptedPayload(ByteString.copyFrom(key.seal(iv, NO_DATA, request)))
              .setIV(ByteString.copyFrom(iv))
              .build()
              .toByteArray());
    }

    @Override
    public String toString() {
      return "Confirmation[…]";
    }
  }
}
