package io.trunkline.whatsapp.protocol.pairing;

import static io.trunkline.whatsapp.protocol.pairing.AdvMessages.key;
import static io.trunkline.whatsapp.protocol.pairing.AdvMessages.parse;

import com.google.protobuf.ByteString;
import io.trunkline.whatsapp.proto.adv.ADVSignedDeviceIdentity;
import io.trunkline.whatsapp.protocol.crypto.PublicKey;

/// The complete `ADVSignedDeviceIdentity` in its parts, as other clients keep it.
///
/// @param details what is signed, as bytes that are never encoded anew
/// @param accountKey identity of the account's primary device
/// @param accountSignature the account's, over details and companion
/// @param deviceSignature the companion's, over details and account
public record SignedIdentity(
    byte[] details, PublicKey accountKey, byte[] accountSignature, byte[] deviceSignature) {

  public SignedIdentity {
    details = details.clone();
    accountSignature = accountSignature.clone();
    deviceSignature = deviceSignature.clone();
  }

  @Override
  public byte[] details() {
    return details.clone();
  }

  @Override
  public byte[] accountSignature() {
    return accountSignature.clone();
  }

  @Override
  public byte[] deviceSignature() {
    return deviceSignature.clone();
  }

  /// @throws AdvException (`MALFORMED`)
  public static SignedIdentity decode(byte[] bytes) {
    ADVSignedDeviceIdentity signed = parse(ADVSignedDeviceIdentity.parser(), bytes);
    return new SignedIdentity(
        signed.getDetails().toByteArray(),
        key(signed.getAccountSignatureKey()),
        signed.getAccountSignature().toByteArray(),
        signed.getDeviceSignature().toByteArray());
  }

  /// The form of [LinkedIdentity#account()].
  public byte[] encode() {
    return message().toByteArray();
  }

  /// @throws AdvException (`SIGNATURE_MISMATCH`, `MALFORMED`) unless both signatures are right
  public void requireSignatures(PublicKey companionIdentity) {
    AdvMessages.requireAccountSignature(message(), companionIdentity, accountKey);
    AdvMessages.requireDeviceSignature(message(), companionIdentity, accountKey);
  }

  private ADVSignedDeviceIdentity message() {
    return ADVSignedDeviceIdentity.newBuilder()
        .setDetails(ByteString.copyFrom(details))
        .setAccountSignatureKey(ByteString.copyFrom(accountKey.bytes()))
        .setAccountSignature(ByteString.copyFrom(accountSignature))
        .setDeviceSignature(ByteString.copyFrom(deviceSignature))
        .build();
  }

  @Override
  public String toString() {
    return "SignedIdentity[" + accountKey + "]";
  }
}
