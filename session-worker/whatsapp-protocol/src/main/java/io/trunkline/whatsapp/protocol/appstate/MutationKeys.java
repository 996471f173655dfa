package io.trunkline.whatsapp.protocol.appstate;

import io.trunkline.whatsapp.proto.syncd.SyncdMutation.SyncdOperation;
import io.trunkline.whatsapp.protocol.crypto.AesCbc;
import io.trunkline.whatsapp.protocol.crypto.CryptoException;
import io.trunkline.whatsapp.protocol.crypto.Hkdf;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import io.trunkline.whatsapp.protocol.crypto.HmacSha512;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// What one sync key gives, see the package.
final class MutationKeys {
  static final int MAC_BYTES = 32;

  private static final String INFO = "WhatsApp Mutation Keys";

  private final byte[] index;
  private final byte[] valueEncryption;
  private final byte[] valueMac;
  private final byte[] snapshotMac;
  private final byte[] patchMac;

  private MutationKeys(byte[] derived) {
    index = Arrays.copyOfRange(derived, 0, 32);
    valueEncryption = Arrays.copyOfRange(derived, 32, 64);
    valueMac = Arrays.copyOfRange(derived, 64, 96);
    snapshotMac = Arrays.copyOfRange(derived, 96, 128);
    patchMac = Arrays.copyOfRange(derived, 128, 160);
  }

  static MutationKeys of(byte[] keyData) {
    return new MutationKeys(Hkdf.derive(keyData, INFO, 160));
  }

  byte[] indexMac(byte[] indexJson) {
    return HmacSha256.mac(index, indexJson);
  }

  byte[] encrypt(byte[] iv, byte[] data) {
    return AesCbc.encrypt(valueEncryption, iv, data);
  }

  /// @throws CryptoException (`BAD_PADDING`)
  byte[] decrypt(byte[] iv, byte[] ciphertext) {
    return AesCbc.decrypt(valueEncryption, iv, ciphertext);
  }

  byte[] valueMac(SyncdOperation operation, byte[] keyId, byte[] iv, byte[] ciphertext) {
    byte[] first = {(byte) (operation.getNumber() + 1)};
    byte[] tag =
        HmacSha512.mac(valueMac, first, keyId, iv, ciphertext, number(keyId.length + first.length));
    return Arrays.copyOf(tag, MAC_BYTES);
  }

  byte[] snapshotMac(Collection collection, long version, LtHash hash) {
    return HmacSha256.mac(snapshotMac, hash.array(), number(version), collection.bytes());
  }

  byte[] patchMac(Collection collection, long version, byte[] snapshotMac, List<byte[]> valueMacs) {
    byte[][] parts = new byte[valueMacs.size() + 3][];
    parts[0] = snapshotMac;
    for (int i = 0; i < valueMacs.size(); i++) {
      parts[i + 1] = valueMacs.get(i);
    }
    parts[parts.length - 2] = number(version);
    parts[parts.length - 1] = collection.bytes();
    return HmacSha256.mac(patchMac, parts);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  @Override
  public String toString() {
    return "MutationKeys[…]";
  }
}
