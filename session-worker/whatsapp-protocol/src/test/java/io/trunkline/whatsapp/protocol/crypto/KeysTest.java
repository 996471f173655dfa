package io.trunkline.whatsapp.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {

  private final KeyPair pair = Curve25519.generate(Randomness.from(new Random(1)));

  @Test
  void privateKeysShowNothing() {
    String hex = HexFormat.of().formatHex(pair.privateKey().bytes());
    assertThat(pair.privateKey().toString()).isEqualTo("PrivateKey[…]");
    assertThat(pair.toString()).doesNotContain(hex.substring(0, 8));
  }

  @Test
  void privateKeysAreClamped() {
    byte[] ones = new byte[32];
    java.util.Arrays.fill(ones, (byte) 0xff);
    byte[] clamped = PrivateKey.of(ones).bytes();
    assertThat(clamped[0]).isEqualTo((byte) 0xf8);
    assertThat(clamped[31]).isEqualTo((byte) 0x7f);
    assertThat(PrivateKey.of(new byte[32]).bytes()[31]).isEqualTo((byte) 0x40);
  }

  @Test
  void arraysAreCopiedOnTheWayInAndOut() {
    byte[] raw = pair.publicKey().bytes();
    PublicKey key = PublicKey.of(raw);
    raw[0]++;
    key.bytes()[1]++;
    assertThat(key).isEqualTo(pair.publicKey());

    byte[] scalar = pair.privateKey().bytes();
    PrivateKey copy = PrivateKey.of(scalar);
    scalar[1]++;
    copy.bytes()[2]++;
    assertThat(copy).isEqualTo(pair.privateKey()).hasSameHashCodeAs(pair.privateKey());
  }

  @Test
  void serializedKeysBeginWithTheirType() {
    byte[] serialized = pair.publicKey().serialized();
    assertThat(serialized).hasSize(33).startsWith(5);
    assertThat(PublicKey.ofSerialized(serialized)).isEqualTo(pair.publicKey());
  }

  @Test
  void keysOfAnotherLengthOrTypeAreRefused() {
    byte[] serialized = pair.publicKey().serialized();
    serialized[0] = 6;
    assertThatThrownBy(() -> PublicKey.ofSerialized(serialized))
        .isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> PublicKey.ofSerialized(new byte[32]))
        .isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> PublicKey.of(new byte[31])).isInstanceOf(CryptoException.class);
    assertThatThrownBy(() -> PrivateKey.of(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
