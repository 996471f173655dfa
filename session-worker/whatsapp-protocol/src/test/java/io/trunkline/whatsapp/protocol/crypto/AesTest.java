package io.trunkline.whatsapp.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AesTest {

  private static final HexFormat HEX = HexFormat.of();

  /// The key and the first blocks of NIST SP 800-38A, appendix F.
  private static final byte[] KEY =
      HEX.parseHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");

  private static final byte[] PLAINTEXT =
      HEX.parseHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");

  @Test
  void cbcGivesTheBlocksOfSp80038a() {
    byte[] iv = HEX.parseHex("000102030405060708090a0b0c0d0e0f");
    byte[] ciphertext = AesCbc.encrypt(KEY, iv, PLAINTEXT);
    assertThat(ciphertext)
        .hasSize(48)
        .startsWith(
            HEX.parseHex("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"));
    assertThat(AesCbc.decrypt(KEY, iv, ciphertext)).isEqualTo(PLAINTEXT);
  }

  @Test
  void cbcRefusesImpossibleLengthsAndPaddings() {
    byte[] iv = new byte[16];
    for (int length : new int[] {0, 1, 15, 17, 16, 32}) {
      assertThatThrownBy(() -> AesCbc.decrypt(KEY, iv, new byte[length]))
          .isInstanceOfSatisfying(
              CryptoException.class,
              e -> assertThat(e.code()).isEqualTo(CryptoException.Code.BAD_PADDING));
    }
  }

  @Test
  void ctrGivesTheBlocksOfSp80038a() {
    byte[] counter = HEX.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    byte[] ciphertext = AesCtr.apply(KEY, counter, PLAINTEXT);
    assertThat(ciphertext)
        .isEqualTo(
            HEX.parseHex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"));
    assertThat(AesCtr.apply(KEY, counter, ciphertext)).isEqualTo(PLAINTEXT);
  }

  /// Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
  @Test
  void gcmSealsAndOpensAPublishedCase() {
    AesGcm aes =
        AesGcm.of(HEX.parseHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
    byte[] nonce = HEX.parseHex("cafebabefacedbaddecaf888");
    byte[] data = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] plaintext =
        HEX.parseHex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] sealed = aes.seal(nonce, data, plaintext);

    assertThat(sealed)
        .isEqualTo(
            HEX.parseHex(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                    + "76fc6ece0f4e1768cddf8853bb2d551b"));
    assertThat(aes.open(nonce, data, sealed)).isEqualTo(plaintext);
  }

  @Test
  void gcmRefusesWhateverWasChanged() {
    AesGcm aes = AesGcm.of(KEY);
    byte[] nonce = new byte[12];
    byte[] sealed = aes.seal(nonce, new byte[] {1}, PLAINTEXT);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      refuses(aes, nonce, new byte[] {1}, changed);
    }
    refuses(aes, nonce, new byte[] {2}, sealed);
    refuses(aes, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, new byte[] {1}, sealed);
    refuses(aes, nonce, new byte[] {1}, new byte[15]);
  }

  private static void refuses(AesGcm aes, byte[] nonce, byte[] data, byte[] sealed) {
    assertThatThrownBy(() -> aes.open(nonce, data, sealed))
        .isInstanceOfSatisfying(
            CryptoException.class,
            e -> assertThat(e.code()).isEqualTo(CryptoException.Code.BAD_TAG));
  }
}
