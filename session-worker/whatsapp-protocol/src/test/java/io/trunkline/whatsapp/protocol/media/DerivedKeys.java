package io.trunkline.whatsapp.protocol.media;

import io.trunkline.whatsapp.protocol.crypto.AesCbc;
import io.trunkline.whatsapp.protocol.crypto.HmacSha256;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The same encryption a second time, with the whole file in memory, as section 10.1 of the notes
/// puts it; and files that no honest sender makes.
record DerivedKeys(byte[] iv, byte[] cipherKey, byte[] macKey) {

  byte[] encrypt(byte[] plaintext) {
    return sign(AesCbc.encrypt(cipherKey, iv, plaintext));
  }

  byte[] sign(byte[] ciphertext) {
    byte[] mac = HmacSha256.mac(macKey, iv, ciphertext);
    return concat(ciphertext, Arrays.copyOf(mac, 10));
  }

  byte[] sidecar(byte[] file) {
    byte[] signed = concat(iv, file);
    byte[] tags = {};
    for (int start = 0; start < signed.length - 16; start += 65536) {
      int end = Math.min(start + 65536 + 16, signed.length);
      byte[] mac = HmacSha256.mac(macKey, Arrays.copyOfRange(signed, start, end));
      tags = concat(tags, Arrays.copyOf(mac, 10));
    }
    return tags;
  }

  static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
