package io.trunkline.whatsapp.protocol.pairing;

import io.trunkline.whatsapp.protocol.crypto.PublicKey;
import java.util.Objects;

/// What a pairing leaves behind once both sides' signatures exist.
public final class LinkedIdentity {
  private final byte[] account;
  private final byte[] reply;
  private final int keyIndex;
  private final PublicKey accountKey;

  LinkedIdentity(byte[] account, byte[] reply, int keyIndex, PublicKey accountKey) {
    this.account = account;
    this.reply = reply;
    this.keyIndex = keyIndex;
    this.accountKey = Objects.requireNonNull(accountKey, "accountKey");
  }

  /// The complete `ADVSignedDeviceIdentity`, to be kept: `device-identity` of messages and retry
  /// receipts carries these bytes.
  public byte[] account() {
    return account.clone();
  }

  /// The same without the account's key, for `pair-device-sign`.
  public byte[] reply() {
    return reply.clone();
  }

  /// The device's place in the account's key index list.
  public int keyIndex() {
    return keyIndex;
  }

  /// The identity of the account's primary device.
  public PublicKey accountKey() {
    return accountKey;
  }

  @Override
  public String toString() {
    return "LinkedIdentity[keyIndex=" + keyIndex + ", accountKey=" + accountKey + "]";
  }
}
