package io.trunkline.whatsapp.protocol.pairing;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.adv.ADVDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVKeyIndexList;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentity;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentityHMAC;
import io.trunkline.whatsapp.proto.adv.ADVSignedKeyIndexList;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.KeyPair;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.crypto.XEdDsa;
import java.util.Optional;
import java.util.Set;

/// The companion's side of account-device verification.
public final class Adv {
  private Adv() {}

  /// Checks what `pair-success` brought and signs back.
  ///
  /// @param container the bytes of an `ADVSignedDeviceIdentityHMAC`
  /// @param advSecret the 32 bytes that the QR code showed
  /// @param identity the companion's own identity pair
  /// @throws AdvException HMAC_MISMATCH, SIGNATURE_MISMATCH or MALFORMED, to be answered as its
  /// code says
  public static LinkedIdentity verify(
      byte[] container, byte[] advSecret, KeyPair identity, Randomness randomness) {
    ADVSignedDeviceIdentityHMAC sealed =
        AdvMessages.parse(ADVSignedDeviceIdentityHMAC.parser(), container);
    byte[] expected =
        AdvMessages.hmac(advSecret, sealed.getDetails().toByteArray(), sealed.getAccountType());
    if (!HmacSha256.matches(expected, sealed.getHMAC().toByteArray())) {
      throw new AdvException(
          AdvException.Code.HMAC_MISMATCH, "The account does not know the pairing secret");
    }
    ADVSignedDeviceIdentity signed =
        AdvMessages.parse(ADVSignedDeviceIdentity.parser(), sealed.getDetails());
    ADVDeviceIdentity device = AdvMessages.deviceIdentity(signed);
    PublicKey accountKey = AdvMessages.key(signed.getAccountSignatureKey());
    AdvMessages.requireAccountSignature(signed, identity.publicKey(), accountKey);

    byte[] message =
        AdvMessages.deviceMessage(
            signed.getDetails().toByteArray(), identity.publicKey(), accountKey);
    byte[] signature =
        XEdDsa.sign(identity.privateKey(), message, randomness.bytes(XEdDsa.RANDOM_BYTES));
    ADVSignedDeviceIdentity complete =
        signed.toBuilder().setDeviceSignature(ByteString.copyFrom(signature)).build();
    byte[] reply = complete.toBuilder().clearAccountSignatureKey().build().toByteArray();
    return new LinkedIdentity(complete.toByteArray(), reply, device.getKeyIndex(), accountKey);
  }

  /// Checks the `device-identity` that came with a message or a prekey bundle: the account vouches
  /// for the device, and the device for the account.
  ///
  /// @param deviceIdentity the bytes of an `ADVSignedDeviceIdentity`
  /// @param companionIdentity the identity key with which the device encrypts
  /// @param knownAccountKey the identity of the user's primary device, if known; needed when the
  /// bytes leave the account's key out, and must be equal when they do not
  /// @return the account's key
  /// @throws AdvException SIGNATURE_MISMATCH or MALFORMED
  public static PublicKey verifyPeer(
      byte[] deviceIdentity, PublicKey companionIdentity, Optional<PublicKey> knownAccountKey) {
    ADVSignedDeviceIdentity signed =
        AdvMessages.parse(ADVSignedDeviceIdentity.parser(), deviceIdentity);
    PublicKey accountKey =
        signed.hasAccountSignatureKey()
            ? AdvMessages.key(signed.getAccountSignatureKey())
            : knownAccountKey.orElseThrow(
                () -> new AdvException(AdvException.Code.MALFORMED, "Expected an account key"));
    if (knownAccountKey.isPresent() && !knownAccountKey.get().equals(accountKey)) {
      throw new AdvException(
          AdvException.Code.SIGNATURE_MISMATCH, "Another account vouches for the device");
    }
    AdvMessages.requireAccountSignature(signed, companionIdentity, accountKey);
    AdvMessages.requireDeviceSignature(signed, companionIdentity, accountKey);
    return accountKey;
  }

  /// Checks the list of an account's companions that came with an answer or a notification about
  /// devices.
  ///
  /// @param signedList the bytes of an `ADVSignedKeyIndexList`; none at all mean no companions, and
  /// are the caller's to tell apart
  /// @param knownAccountKey the identity of the user's primary device, if known; without it the
  /// list is believed under the key that it brings, which proves no more than that they belong
  /// together
  /// @throws AdvException SIGNATURE_MISMATCH or MALFORMED
  public static KeyIndexList verifyKeyIndexList(
      byte[] signedList, Optional<PublicKey> knownAccountKey) {
    ADVSignedKeyIndexList signed = AdvMessages.parse(ADVSignedKeyIndexList.parser(), signedList);
    ADVKeyIndexList list = AdvMessages.parse(ADVKeyIndexList.parser(), signed.getDetails());
    if (!list.hasRawID() || !list.hasTimestamp()) {
      throw new AdvException(AdvException.Code.MALFORMED, "Expected a raw id and a timestamp");
    }
    PublicKey accountKey =
        knownAccountKey.orElseGet(() -> AdvMessages.key(signed.getAccountSignatureKey()));
    AdvMessages.requireKeyIndexSignature(signed, list, accountKey);
    return new KeyIndexList(
        list.getRawID(),
        AdvMessages.instant(list.getTimestamp()),
        list.getCurrentIndex(),
        Set.copyOf(list.getValidIndexesList()),
        accountKey);
  }
}
