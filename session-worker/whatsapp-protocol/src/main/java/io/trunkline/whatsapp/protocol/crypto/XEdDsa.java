package io.trunkline.whatsapp.protocol.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// XEdDSA: Ed25519 signatures made with X25519 keys.
///
/// A signature is `R (32) | S (32)`, little-endian. WhatsApp uses Signal's older form of it: the
/// private scalar is not negated to make the sign of its Edwards point zero; instead the sign bit
/// travels in the top bit of the last byte, which S never needs.
///
/// Source: Signal's XEdDSA paper (2016) and the behaviour of libsignal, whose vector is among the
/// tests.
public final class XEdDsa {

  /// Length of a signature.
  public static final int SIGNATURE_BYTES = 64;

  /// Length of the randomness that signing takes.
  public static final int RANDOM_BYTES = 64;

  private static final int SIGN_BIT = 0x80;

  /// 2^256 - 2, little-endian: a prefix that no encoded point begins with, so that the nonce's
  /// hash is never a challenge's.
  private static final byte[] NONCE_PREFIX = noncePrefix();

  private XEdDsa() {}

  /// Signs a message.
  ///
  /// @param random 64 fresh random bytes; two messages signed with the same ones stay safe, since
  ///     the nonce hangs on the message as well
  public static byte[] sign(PrivateKey privateKey, byte[] message, byte[] random) {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException("Expected 64 random bytes but was " + random.length);
    }
    byte[] k = privateKey.scalar();
    byte[] a = EdwardsBase.multiply(k);
    byte[] r = Scalars.reduce(sha512(NONCE_PREFIX, k, message, random));
    byte[] commitment = EdwardsBase.multiply(r);
    byte[] h = Scalars.reduce(sha512(commitment, a, message));
    byte[] s = Scalars.multiplyAdd(h, k, r);

    byte[] signature = Arrays.copyOf(commitment, SIGNATURE_BYTES);
    System.arraycopy(s, 0, signature, 32, 32);
    signature[63] |= (byte) (a[31] & SIGN_BIT);
    return signature;
  }

  /// Whether the signature is one of this message by the holder of this key. Anything of the wrong
  /// length, an S that is not reduced, or a key without an Edwards point is simply not valid.
  public static boolean verify(PublicKey publicKey, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    byte[] a = edwardsOf(publicKey);
    a[31] |= (byte) (signature[63] & SIGN_BIT);
    byte[] plain = signature.clone();
    plain[63] &= 0x7f;
    return Ed25519.verify(plain, 0, a, 0, message, 0, message.length);
  }

  /// y = (u - 1) / (u + 1). Here only public values are handled, so time may vary.
  private static byte[] edwardsOf(PublicKey publicKey) {
    int[] u = X25519Field.create();
    X25519Field.decode255(publicKey.point(), u);
    int[] numerator = X25519Field.create();
    int[] denominator = X25519Field.create();
    int[] one = X25519Field.create();
    X25519Field.one(one);
    X25519Field.sub(u, one, numerator);
    X25519Field.add(u, one, denominator);
    X25519Field.carry(numerator);
    X25519Field.carry(denominator);
    X25519Field.inv(denominator, denominator);
    X25519Field.mul(numerator, denominator, numerator);
    X25519Field.normalize(numerator);
    byte[] y = new byte[32];
    X25519Field.encode(numerator, y);
    return y;
  }

  private static byte[] sha512(byte[]... parts) {
    MessageDigest digest = Digests.sha512();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] noncePrefix() {
    byte[] prefix = new byte[32];
    Arrays.fill(prefix, (byte) 0xff);
    prefix[0] = (byte) 0xfe;
    return prefix;
  }
}
