package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The JDK's digests, which every JDK has.
final class Digests {

  private Digests() {}

  static MessageDigest sha256() {
    return named("SHA-256");
  }

  static MessageDigest sha512() {
    return named("SHA-512");
  }

  private static MessageDigest named(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no " + algorithm, e);
    }
  }
}
