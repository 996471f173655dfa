package io.trunkline.whatsapp.protocol.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/// Arithmetic modulo L, the order of Curve25519's base point, on secret numbers.
///
/// Numbers are little-endian words of 32 bits. Every loop runs a fixed number of times and no
/// branch or index hangs on a value, so that the time tells nothing. Only the constants are made
/// with `BigInteger`.
final class Scalars {

  private static final BigInteger ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final int WORDS = 8;
  private static final int WIDE_WORDS = 16;
  private static final long WORD = 0xffffffffL;

  private static final int[] L = words(ORDER, WORDS);

  /// floor(2^512 / L), for Barrett's reduction.
  private static final int[] RECIPROCAL =
      words(BigInteger.ONE.shiftLeft(512).divide(ORDER), WORDS + 1);

  private Scalars() {}

  /// A number of 64 bytes modulo L, 32 bytes.
  static byte[] reduce(byte[] wide) {
    return bytes(reduce(words(wide, WIDE_WORDS)));
  }

  /// (a · b + c) modulo L, 32 bytes each.
  static byte[] multiplyAdd(byte[] a, byte[] b, byte[] c) {
    int[] sum = multiply(words(a, WORDS), words(b, WORDS));
    int[] addend = words(c, WIDE_WORDS);
    long carry = 0;
    for (int i = 0; i < WIDE_WORDS; i++) {
      carry += (sum[i] & WORD) + (addend[i] & WORD);
      sum[i] = (int) carry;
      carry >>>= 32;
    }
    return bytes(reduce(sum));
  }

  /// Barrett: with q = floor(x · floor(2^512/L) / 2^512), which is the quotient or one less,
  /// x - q · L is below 2L.
  private static int[] reduce(int[] x) {
    int[] q = Arrays.copyOfRange(multiply(x, RECIPROCAL), WIDE_WORDS, WIDE_WORDS + WORDS + 1);
    int[] rest = Arrays.copyOf(x, WORDS + 1);
    subtract(rest, multiply(q, L));
    int[] trial = rest.clone();
    int borrow = subtract(trial, L);
    // Where L did not fit, its subtraction is taken back by choosing the words from before it.
    for (int i = 0; i < rest.length; i++) {
      rest[i] = (rest[i] & borrow) | (trial[i] & ~borrow);
    }
    return rest;
  }

  private static int[] multiply(int[] a, int[] b) {
    int[] product = new int[a.length + b.length];
    for (int i = 0; i < a.length; i++) {
      long carry = 0;
      for (int j = 0; j < b.length; j++) {
        carry += (a[i] & WORD) * (b[j] & WORD) + (product[i + j] & WORD);
        product[i + j] = (int) carry;
        carry >>>= 32;
      }
      product[i + b.length] = (int) carry;
    }
    return product;
  }

  /// Subtracts `b` from `a` in place; returns all ones if it did not fit, else zero.
  private static int subtract(int[] a, int[] b) {
    long borrow = 0;
    for (int i = 0; i < a.length; i++) {
      long subtrahend = i < b.length ? b[i] & WORD : 0;
      long difference = (a[i] & WORD) - subtrahend + borrow;
      a[i] = (int) difference;
      borrow = difference >> 32;
    }
    return (int) borrow;
  }

  private static int[] words(BigInteger value, int count) {
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = value.shiftRight(32 * i).intValue();
    }
    return words;
  }

  private static int[] words(byte[] bytes, int count) {
    int[] words = new int[count];
    for (int i = 0; i < bytes.length; i++) {
      words[i >> 2] |= (bytes[i] & 0xff) << ((i & 3) * 8);
    }
    return words;
  }

  private static byte[] bytes(int[] words) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (words[i >> 2] >>> ((i & 3) * 8));
    }
    return bytes;
  }
}
