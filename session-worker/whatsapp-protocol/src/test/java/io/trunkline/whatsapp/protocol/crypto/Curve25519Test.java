package io.trunkline.whatsapp.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class Curve25519Test {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void agreesAsInRfc7748Section52() {
    assertThat(
            agree(
                "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"))
        .isEqualTo("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    assertThat(
            agree(
                "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"))
        .isEqualTo("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
  }

  @Test
  void iteratesAThousandTimesAsInRfc7748Section52() {
    byte[] k = HEX.parseHex("0900000000000000000000000000000000000000000000000000000000000000");
    byte[] u = k.clone();
    for (int i = 0; i < 1000; i++) {
      byte[] result = Curve25519.agree(PrivateKey.of(k), PublicKey.of(u));
      u = k;
      k = result;
      if (i == 0) {
        assertThat(HEX.formatHex(k))
            .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
      }
    }
    assertThat(HEX.formatHex(k))
        .isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
  }

  @Test
  void derivesPublicKeysAndTheSecretOfTheVectors() {
    JsonNode vector = Vectors.of("x25519");
    PrivateKey alice = PrivateKey.of(Vectors.bytes(vector, "alicePrivate"));
    PrivateKey bob = PrivateKey.of(Vectors.bytes(vector, "bobPrivate"));
    PublicKey alicePublic = PublicKey.ofSerialized(Vectors.bytes(vector, "alicePublic"));
    PublicKey bobPublic = PublicKey.ofSerialized(Vectors.bytes(vector, "bobPublic"));

    assertThat(Curve25519.publicKeyOf(alice)).isEqualTo(alicePublic);
    assertThat(Curve25519.publicKeyOf(bob)).isEqualTo(bobPublic);
    assertThat(Curve25519.agree(alice, bobPublic))
        .isEqualTo(Vectors.bytes(vector, "shared"))
        .isEqualTo(Curve25519.agree(bob, alicePublic));
  }

  @Test
  void bothSidesOfAnyTwoPairsAgree() {
    Randomness random = Randomness.from(new Random(7));
    for (int i = 0; i < 50; i++) {
      KeyPair one = Curve25519.generate(random);
      KeyPair other = Curve25519.generate(random);
      assertThat(Curve25519.agree(one.privateKey(), other.publicKey()))
          .isEqualTo(Curve25519.agree(other.privateKey(), one.publicKey()));
    }
  }

  @Test
  void refusesPointsOfSmallOrder() {
    PrivateKey key = PrivateKey.of(new byte[32]);
    for (String point :
        new String[] {
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
        }) {
      assertThatThrownBy(() -> Curve25519.agree(key, PublicKey.of(HEX.parseHex(point))))
          .isInstanceOfSatisfying(
              CryptoException.class,
              e -> assertThat(e.code()).isEqualTo(CryptoException.Code.INVALID_KEY));
    }
  }

  private static String agree(String scalar, String point) {
    return HEX.formatHex(
        Curve25519.agree(PrivateKey.of(HEX.parseHex(scalar)), PublicKey.of(HEX.parseHex(point))));
  }
}
