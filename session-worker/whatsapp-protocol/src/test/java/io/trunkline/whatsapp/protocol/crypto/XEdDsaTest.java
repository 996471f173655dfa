package io.trunkline.whatsapp.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class XEdDsaTest {

  private static final BigInteger ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final Randomness random = Randomness.from(new Random(42));

  private final JsonNode vector = Vectors.of("xeddsa_verify");
  private final PublicKey vectorKey = PublicKey.ofSerialized(Vectors.bytes(vector, "publicKey"));
  private final byte[] vectorMessage = Vectors.bytes(vector, "message");
  private final byte[] vectorSignature = Vectors.bytes(vector, "signature");

  @Test
  void acceptsTheSignatureOfTheVector() {
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, vectorSignature)).isTrue();
  }

  @Test
  void anyFlippedBitOfMessageOrSignatureIsRefused() {
    for (int bit = 0; bit < 512; bit++) {
      assertThat(XEdDsa.verify(vectorKey, vectorMessage, flipped(vectorSignature, bit)))
          .as("signature bit %d", bit)
          .isFalse();
    }
    for (int bit = 0; bit < vectorMessage.length * 8; bit++) {
      assertThat(XEdDsa.verify(vectorKey, flipped(vectorMessage, bit), vectorSignature))
          .as("message bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void anUnreducedScalarIsRefused() {
    byte[] signature = vectorSignature.clone();
    byte sign = (byte) (signature[63] & 0x80);
    BigInteger s = number(signature, 32).clearBit(255);
    write(s.add(ORDER), signature, 32);
    signature[63] |= sign;

    assertThat(s.add(ORDER).bitLength()).isLessThanOrEqualTo(255);
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, signature)).isFalse();
  }

  @Test
  void signaturesOfOurOwnVerifyWhateverTheSignOfTheirPoint() {
    int negative = 0;
    for (int i = 0; i < 200; i++) {
      KeyPair pair = Curve25519.generate(random);
      byte[] message = random.bytes(i);
      byte[] signature = XEdDsa.sign(pair.privateKey(), message, random.bytes(64));
      assertThat(signature).hasSize(64);
      assertThat(number(signature, 32).clearBit(255)).isLessThan(ORDER);
      assertThat(XEdDsa.verify(pair.publicKey(), message, signature)).isTrue();
      assertThat(XEdDsa.verify(vectorKey, message, signature)).isFalse();
      negative += (signature[63] & 0x80) >> 7;
    }
    assertThat(negative).isBetween(50, 150);
  }

  @Test
  void theSameInputsGiveTheSameSignatureAndOtherRandomnessAnother() {
    PrivateKey key = PrivateKey.of(Vectors.bytes(vector, "privateKey"));
    byte[] one = XEdDsa.sign(key, vectorMessage, new byte[64]);
    byte[] again = XEdDsa.sign(key, vectorMessage, new byte[64]);
    byte[] other = XEdDsa.sign(key, vectorMessage, random.bytes(64));

    assertThat(one).isEqualTo(again).isNotEqualTo(other);
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, one)).isTrue();
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, other)).isTrue();
  }

  @Test
  void signaturesOfAnotherLengthAreRefused() {
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, new byte[0])).isFalse();
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, new byte[63])).isFalse();
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, new byte[65])).isFalse();
    assertThat(XEdDsa.verify(vectorKey, vectorMessage, new byte[64])).isFalse();
  }

  @Test
  void keysWithoutAnEdwardsPointAreRefused() {
    byte[] minusOne = HexFormat.of().parseHex("ec" + "ff".repeat(30) + "7f");
    for (byte[] key : new byte[][] {minusOne, new byte[32], random.bytes(32)}) {
      assertThat(XEdDsa.verify(PublicKey.of(key), vectorMessage, vectorSignature)).isFalse();
    }
  }

  /// BouncyCastle hashes its seed into a scalar; here it is done by hand and compared.
  @Test
  void multiplesOfTheBasePointAreThoseOfEd25519() {
    for (int i = 0; i < 100; i++) {
      byte[] seed = random.bytes(32);
      byte[] expected = new byte[32];
      Ed25519.generatePublicKey(seed, 0, expected, 0);
      byte[] scalar = Arrays.copyOf(Digests.sha512().digest(seed), 32);
      assertThat(EdwardsBase.multiply(PrivateKey.of(scalar).bytes())).isEqualTo(expected);
    }
  }

  @Test
  void multiplesOfTheBasePointByNothingAndByTheOrderAreNeutral() {
    byte[] neutral = new byte[32];
    neutral[0] = 1;
    byte[] order = new byte[32];
    write(ORDER, order, 0);
    assertThat(EdwardsBase.multiply(new byte[32])).isEqualTo(neutral);
    assertThat(EdwardsBase.multiply(order)).isEqualTo(neutral);
  }

  @Test
  void scalarsAreThoseOfBigInteger() {
    byte[] largest = HexFormat.of().parseHex("ff".repeat(64));
    assertThat(number(Scalars.reduce(largest), 0)).isEqualTo(number(largest, 0).mod(ORDER));
    for (long multiple : new long[] {0, 1, 2, 3, Long.MAX_VALUE}) {
      for (int offset = -1; offset <= 1; offset++) {
        BigInteger value =
            ORDER
                .multiply(BigInteger.valueOf(multiple))
                .add(BigInteger.valueOf(offset))
                .max(BigInteger.ZERO);
        byte[] wide = new byte[64];
        write(value, wide, 0);
        assertThat(number(Scalars.reduce(wide), 0)).isEqualTo(value.mod(ORDER));
      }
    }
    for (int i = 0; i < 1000; i++) {
      byte[] wide = random.bytes(64);
      byte[] a = random.bytes(32);
      byte[] b = random.bytes(32);
      byte[] c = Scalars.reduce(wide);
      a[31] &= 0x7f;
      b[31] &= 0x7f;
      assertThat(number(c, 0)).isEqualTo(number(wide, 0).mod(ORDER));
      assertThat(number(Scalars.multiplyAdd(a, b, c), 0))
          .isEqualTo(number(a, 0).multiply(number(b, 0)).add(number(c, 0)).mod(ORDER));
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / 8] ^= (byte) (1 << (bit % 8));
    return copy;
  }

  private static BigInteger number(byte[] littleEndian, int from) {
    byte[] bigEndian = new byte[littleEndian.length - from];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  private static void write(BigInteger value, byte[] littleEndian, int from) {
    for (int i = from; i < littleEndian.length; i++) {
      littleEndian[i] = value.shiftRight(8 * (i - from)).byteValue();
    }
  }
}
