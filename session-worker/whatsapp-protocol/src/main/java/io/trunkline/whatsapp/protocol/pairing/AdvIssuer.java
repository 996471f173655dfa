package io.trunkline.whatsapp.protocol.pairing;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.adv.ADVDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVEncryptionType;
import io.trunkline.whatsapp.proto.adv.ADVKeyIndexList;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentityHMAC;
import io.trunkline.whatsapp.proto.adv.ADVSignedKeyIndexList;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// The phone's side of account-device verification: an account that vouches for its companions.
public final class AdvIssuer {
  private final KeyPair account;
  private final Randomness randomness;

  /// @param account the identity pair of the account's primary device
  public AdvIssuer(KeyPair account, Randomness randomness) {
    this.account = Objects.requireNonNull(account, "account");
    this.randomness = Objects.requireNonNull(randomness, "randomness");
  }

  /// Vouches for a companion whose QR code was scanned.
  ///
  /// @param companionIdentity from the QR code
  /// @param advSecret from the QR code
  /// @param rawId the account's number, the same for all its devices
  /// @param keyIndex the companion's place among the account's devices, from 1
  /// @return the bytes of an `ADVSignedDeviceIdentityHMAC`, for `pair-success`
  public byte[] issue(
      PublicKey companionIdentity, byte[] advSecret, int rawId, Instant timestamp, int keyIndex) {
    ADVDeviceIdentity identity =
        ADVDeviceIdentity.newBuilder()
            .setRawID(rawId)
            .setTimestamp(timestamp.getEpochSecond())
            .setKeyIndex(keyIndex)
            .build();
    byte[] details = identity.toByteArray();
    byte[] signed =
        ADVSignedDeviceIdentity.newBuilder()
            .setDetails(ByteString.copyFrom(details))
            .setAccountSignatureKey(ByteString.copyFrom(account.publicKey().bytes()))
            .setAccountSignature(
                sign(AdvMessages.accountMessage(details, identity, companionIdentity)))
            .build()
            .toByteArray();
    return ADVSignedDeviceIdentityHMAC.newBuilder()
        .setDetails(ByteString.copyFrom(signed))
        .setHMAC(ByteString.copyFrom(AdvMessages.hmac(advSecret, signed, ADVEncryptionType.E2EE)))
        .build()
        .toByteArray();
  }

  /// Checks what the companion answered in `pair-device-sign`: this account's own signature over
  /// the companion, unchanged, the account's key left out, and the device's signature.
  ///
  /// @return the complete `ADVSignedDeviceIdentity`, with the account's key
  /// @throws AdvException SIGNATURE_MISMATCH or MALFORMED
  public byte[] verifyDeviceSignature(byte[] reply, PublicKey companionIdentity) {
    ADVSignedDeviceIdentity signed = AdvMessages.parse(ADVSignedDeviceIdentity.parser(), reply);
    if (signed.hasAccountSignatureKey()) {
      throw new AdvException(
          AdvException.Code.MALFORMED, "Expected a reply without the account key");
    }
    AdvMessages.requireAccountSignature(signed, companionIdentity, account.publicKey());
    AdvMessages.requireDeviceSignature(signed, companionIdentity, account.publicKey());
    return signed.toBuilder()
        .setAccountSignatureKey(ByteString.copyFrom(account.publicKey().bytes()))
        .build()
        .toByteArray();
  }

  /// Vouches for the list of the account's companions. It brings the account's key, because whoever
  /// asks for devices may not know it yet.
  ///
  /// @param validIndexes the key indexes of all linked companions
  /// @param currentIndex the highest index ever given
  /// @return the bytes of an `ADVSignedKeyIndexList`, for answers about devices
  public byte[] keyIndexList(
      int rawId, Instant timestamp, int currentIndex, List<Integer> validIndexes) {
    ADVKeyIndexList list =
        ADVKeyIndexList.newBuilder()
            .setRawID(rawId)
            .setTimestamp(timestamp.getEpochSecond())
            .setCurrentIndex(currentIndex)
            .addAllValidIndexes(validIndexes)
            .build();
    byte[] details = list.toByteArray();
    return ADVSignedKeyIndexList.newBuilder()
        .setDetails(ByteString.copyFrom(details))
        .setAccountSignature(sign(AdvMessages.keyIndexListMessage(details, list)))
        .setAccountSignatureKey(ByteString.copyFrom(account.publicKey().bytes()))
        .build()
        .toByteArray();
  }

  private ByteString sign(byte[] message) {
    byte[] random = randomness.bytes(XEdDsa.RANDOM_BYTES);
    return ByteString.copyFrom(XEdDsa.sign(account.privateKey(), message, random));
  }
}
