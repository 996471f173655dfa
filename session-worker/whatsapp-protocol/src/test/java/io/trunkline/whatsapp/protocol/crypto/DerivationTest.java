package io.trunkline.whatsapp.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DerivationTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void hkdfDerivesTheVectors() {
    for (JsonNode vector : Vectors.of("hkdf_sha256").required("cases")) {
      byte[] expected = Vectors.bytes(vector, "okm");
      assertThat(
              Hkdf.derive(
                  Vectors.bytes(vector, "ikm"),
                  Vectors.bytes(vector, "salt"),
                  Vectors.bytes(vector, "info"),
                  expected.length))
          .startsWith(expected);
    }
  }

  /// RFC 5869, test cases 1 and 3.
  @Test
  void hkdfDerivesTheCasesOfRfc5869() {
    byte[] ikm = HEX.parseHex("0b".repeat(22));
    assertThat(Hkdf.extract(ikm, HEX.parseHex("000102030405060708090a0b0c")))
        .isEqualTo(
            HEX.parseHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
    assertThat(Hkdf.derive(ikm, "", 42))
        .isEqualTo(Hkdf.derive(ikm, new byte[0], new byte[0], 42))
        .isEqualTo(
            HEX.parseHex(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
  }

  @Test
  void hkdfRefusesMoreThanItCanGive() {
    assertThat(Hkdf.derive(new byte[1], "x", 8160)).hasSize(8160);
    assertThatThrownBy(() -> Hkdf.derive(new byte[1], "x", 8161))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// RFC 4231, test cases 2 and 6 (a key longer than a block).
  @Test
  void hmacGivesTheTagsOfRfc4231() {
    assertThat(
            HmacSha256.mac(
                "Jefe".getBytes(StandardCharsets.US_ASCII),
                "what do ya want ".getBytes(StandardCharsets.US_ASCII),
                "for nothing?".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(
            HEX.parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    assertThat(
            HmacSha256.mac(
                HEX.parseHex("aa".repeat(131)),
                "Test Using Larger Than Block-Size Key - Hash Key First"
                    .getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(
            HEX.parseHex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
  }

  /// RFC 7914, section 11.
  @Test
  void pbkdf2DerivesTheCasesOfRfc7914() {
    assertThat(Pbkdf2.derive("passwd", "salt".getBytes(StandardCharsets.US_ASCII), 1, 64))
        .isEqualTo(
            HEX.parseHex(
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                    + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"));
    assertThat(Pbkdf2.derive("Password", "NaCl".getBytes(StandardCharsets.US_ASCII), 80_000, 64))
        .isEqualTo(
            HEX.parseHex(
                "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                    + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"));
  }

  /// RFC 4231, test cases 2 and 6 (a key longer than a block).
  @Test
  void hmacOfSha512GivesTheTagsOfRfc4231() {
    assertThat(
            HmacSha512.mac(
                "Jefe".getBytes(StandardCharsets.US_ASCII),
                "what do ya want ".getBytes(StandardCharsets.US_ASCII),
                "for nothing?".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(
            HEX.parseHex(
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                    + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"));
    assertThat(
            HmacSha512.mac(
                HEX.parseHex("aa".repeat(131)),
                "Test Using Larger Than Block-Size Key - Hash Key First"
                    .getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(
            HEX.parseHex(
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                    + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"));
  }
}
