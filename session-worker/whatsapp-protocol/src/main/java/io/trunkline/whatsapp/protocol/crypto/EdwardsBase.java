package io.trunkline.whatsapp.protocol.crypto;

import java.math.BigInteger;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/// Multiples of Ed25519's base point by secret scalars.
///
/// BouncyCastle has this arithmetic too, but shows only multiples of clamped scalars and only their
/// u-coordinate; XEdDSA needs any scalar below 2^255 and the sign of x. So the points are ours and
/// the field is BouncyCastle's ([X25519Field]).
///
/// Points are in extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z, on the curve
/// -x² + y² = 1 + dx²y², for which the addition formulas (Hisil, Wong, Carter, Dawson 2008) hold
/// without exceptions. A scalar is cut into 64 signed digits of radix 16; the table holds 1 to 8
/// times 256^i·B. Its entries are chosen by reading all eight, so neither branches nor addresses
/// hang on the scalar.
final class EdwardsBase {

  private static final int POSITIONS = 32;
  private static final int MULTIPLES = 8;
  private static final int DIGITS = 64;

  /// One table entry: Y+X, Y-X, 2dT, 2Z.
  private static final int ENTRY_LIMBS = 4 * X25519Field.SIZE;

  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private static final int[] TWICE_D =
      field(
          BigInteger.valueOf(-2 * 121665)
              .multiply(BigInteger.valueOf(121666).modInverse(P))
              .mod(P));

  private static final int[] TABLE = table();

  private EdwardsBase() {}

  /// The encoding (RFC 8032, section 5.1.2) of scalar · B: y in 32 bytes little-endian, the sign
  /// of x in the top bit.
  ///
  /// @param scalar 32 bytes little-endian, below 2^255
  static byte[] multiply(byte[] scalar) {
    byte[] digits = digits(scalar);
    Point point = Point.neutral();
    for (int i = 1; i < DIGITS; i += 2) {
      point.add(select(i / 2, digits[i]));
    }
    for (int i = 0; i < 4; i++) {
      point.twice();
    }
    for (int i = 0; i < DIGITS; i += 2) {
      point.add(select(i / 2, digits[i]));
    }
    return point.encode();
  }

  /// Digits from -8 to 8 whose sum, each times 16^i, is the scalar.
  private static byte[] digits(byte[] scalar) {
    byte[] digits = new byte[DIGITS];
    for (int i = 0; i < scalar.length; i++) {
      digits[2 * i] = (byte) (scalar[i] & 15);
      digits[2 * i + 1] = (byte) ((scalar[i] >> 4) & 15);
    }
    int carry = 0;
    for (int i = 0; i < DIGITS - 1; i++) {
      int digit = digits[i] + carry;
      carry = (digit + 8) >> 4;
      digits[i] = (byte) (digit - (carry << 4));
    }
    digits[DIGITS - 1] += (byte) carry;
    return digits;
  }

  private static Entry select(int position, int digit) {
    int negative = digit >>> 31;
    int magnitude = (digit ^ -negative) + negative;
    Entry entry = Entry.neutral();
    for (int i = 0; i < MULTIPLES; i++) {
      int difference = (i + 1) ^ magnitude;
      int chosen = (difference - 1) >> 31;
      entry.replaceIf(chosen, (position * MULTIPLES + i) * ENTRY_LIMBS);
    }
    entry.negateIf(negative);
    return entry;
  }

  private static int[] table() {
    int[] table = new int[POSITIONS * MULTIPLES * ENTRY_LIMBS];
    Point position = Point.base();
    for (int i = 0; i < POSITIONS; i++) {
      Entry step = position.entry();
      Point multiple = position.copy();
      for (int j = 0; j < MULTIPLES; j++) {
        multiple.entry().writeTo(table, (i * MULTIPLES + j) * ENTRY_LIMBS);
        multiple.add(step);
      }
      for (int j = 0; j < 8; j++) {
        position.twice();
      }
    }
    return table;
  }

  private static int[] field(BigInteger value) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[i] = value.shiftRight(8 * i).byteValue();
    }
    int[] field = X25519Field.create();
    X25519Field.decode255(bytes, field);
    return field;
  }

  private static int[] product(int[] a, int[] b) {
    int[] product = X25519Field.create();
    X25519Field.mul(a, b, product);
    return product;
  }

  private static int[] sum(int[] a, int[] b) {
    int[] sum = X25519Field.create();
    X25519Field.add(a, b, sum);
    X25519Field.carry(sum);
    return sum;
  }

  private static int[] difference(int[] a, int[] b) {
    int[] difference = X25519Field.create();
    X25519Field.sub(a, b, difference);
    X25519Field.carry(difference);
    return difference;
  }

  /// A point in the form in which it is added.
  private record Entry(int[] yPlusX, int[] yMinusX, int[] twiceDT, int[] twiceZ) {

    static Entry neutral() {
      int[] one = X25519Field.create();
      X25519Field.one(one);
      return new Entry(one, one.clone(), X25519Field.create(), sum(one, one));
    }

    void writeTo(int[] table, int offset) {
      X25519Field.copy(yPlusX, 0, table, offset);
      X25519Field.copy(yMinusX, 0, table, offset + X25519Field.SIZE);
      X25519Field.copy(twiceDT, 0, table, offset + 2 * X25519Field.SIZE);
      X25519Field.copy(twiceZ, 0, table, offset + 3 * X25519Field.SIZE);
    }

    /// @param chosen all ones or zero
    void replaceIf(int chosen, int offset) {
      X25519Field.cmov(chosen, TABLE, offset, yPlusX, 0);
      X25519Field.cmov(chosen, TABLE, offset + X25519Field.SIZE, yMinusX, 0);
      X25519Field.cmov(chosen, TABLE, offset + 2 * X25519Field.SIZE, twiceDT, 0);
      X25519Field.cmov(chosen, TABLE, offset + 3 * X25519Field.SIZE, twiceZ, 0);
    }

    /// @param negative 1 or 0
    void negateIf(int negative) {
      X25519Field.cswap(negative, yPlusX, yMinusX);
      X25519Field.cnegate(negative, twiceDT);
    }
  }

  private static final class Point {

    private int[] x;
    private int[] y;
    private int[] z;
    private int[] t;

    private Point(int[] x, int[] y, int[] z, int[] t) {
      this.x = x;
      this.y = y;
      this.z = z;
      this.t = t;
    }

    static Point neutral() {
      int[] one = X25519Field.create();
      X25519Field.one(one);
      return new Point(X25519Field.create(), one, one.clone(), X25519Field.create());
    }

    /// RFC 8032, section 5.1.
    static Point base() {
      int[] x =
          field(
              new BigInteger(
                  "15112221349535400772501151409588531511454012693041857206046113283949847762202"));
      int[] y =
          field(
              new BigInteger(
                  "46316835694926478169428394003475163141307993866256225615783033603165251855960"));
      int[] one = X25519Field.create();
      X25519Field.one(one);
      return new Point(x, y, one, product(x, y));
    }

    Point copy() {
      return new Point(x, y, z, t);
    }

    Entry entry() {
      return new Entry(sum(y, x), difference(y, x), product(t, TWICE_D), sum(z, z));
    }

    void add(Entry other) {
      int[] a = product(difference(y, x), other.yMinusX);
      int[] b = product(sum(y, x), other.yPlusX);
      int[] c = product(t, other.twiceDT);
      int[] d = product(z, other.twiceZ);
      assign(difference(b, a), difference(d, c), sum(d, c), sum(b, a));
    }

    void twice() {
      int[] a = product(x, x);
      int[] b = product(y, y);
      int[] zz = product(z, z);
      int[] h = sum(a, b);
      int[] xy = sum(x, y);
      int[] e = difference(h, product(xy, xy));
      int[] g = difference(a, b);
      int[] f = sum(sum(zz, zz), g);
      assign(e, f, g, h);
    }

    /// Every array of a point is new, so points and entries may share them.
    private void assign(int[] e, int[] f, int[] g, int[] h) {
      x = product(e, f);
      y = product(g, h);
      z = product(f, g);
      t = product(e, h);
    }

    byte[] encode() {
      int[] inverse = X25519Field.create();
      X25519Field.inv(z, inverse);
      int[] affineX = product(x, inverse);
      int[] affineY = product(y, inverse);
      X25519Field.normalize(affineX);
      X25519Field.normalize(affineY);
      byte[] encoded = new byte[32];
      X25519Field.encode(affineY, encoded);
      byte[] encodedX = new byte[32];
      X25519Field.encode(affineX, encodedX);
      encoded[31] |= (byte) ((encodedX[0] & 1) << 7);
      return encoded;
    }
  }
}
