package io.trunkline.api.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.api.GatewaySettings;
import io.trunkline.api.GatewaySettings.Anonymous;
import io.trunkline.api.GatewaySettings.Profile;
import io.trunkline.api.Secret;
import io.trunkline.api.credential.ConnectionTokens.Claims;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConnectionTokensTest {
  private static final Claims CLAIMS =
      new Claims(
          UUID.fromString("7b0e0000-0000-4000-8000-000000000001"),
          UUID.fromString("7b0e0000-0000-4000-8000-000000000002"),
          "acme",
          UUID.fromString("7b0e0000-0000-4000-8000-000000000003"),
          1767603600);

  /// HMAC made by another tool: `printf %s HEADER.PAYLOAD | openssl dgst -sha256 -hmac SECRET`.
  private static final String KNOWN =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3YjBlMDAwMC0wMDAwLTQwMDAtODAwMC0wMDA"
          + "wMDAwMDAwMDEiLCJ0aWQiOiI3YjBlMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDIiLCJjaWQiOiJ"
          + "hY21lIiwidHlwIjoiY29ubmVjdGlvbiIsImp0aSI6IjdiMGUwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDA"
          + "wMDAwMyIsImlhdCI6MTc2NzYwMzYwMH0._tsP9FU5NtQgEqCaChDCFhiLBi_794B1giWo0D3C5YE";

  @Test
  void theSameClaimsGiveTheKnownToken() {
    assertThat(tokens("0123456789abcdef0123456789abcdef").sign(CLAIMS)).isEqualTo(KNOWN);
  }

  @Test
  void aTokenNamesItsConnectionUnderItsSecretOnly() {
    assertThat(tokens("0123456789abcdef0123456789abcdef").connectionOf(KNOWN))
        .contains(CLAIMS.connection());
    assertThat(tokens("another secret of 32 bytes, truly").connectionOf(KNOWN)).isEmpty();
  }

  @Test
  void anyNameOfASessionMakesReadableClaims() {
    var name = "a\"b\\c\n\u0001 №1 😀";
    var token =
        tokens("0123456789abcdef0123456789abcdef")
            .sign(
                new Claims(
                    CLAIMS.connection(), CLAIMS.tenant(), name, CLAIMS.tokenId(), 1767603600));
    var claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    assertThat(new JsonMapper().readTree(claims).get("cid").stringValue()).isEqualTo(name);
  }

  private static ConnectionTokens tokens(String secret) {
    return new ConnectionTokens(
        new GatewaySettings(
            Profile.PRODUCTION,
            Secret.of(secret),
            Secret.of(""),
            Secret.of(""),
            new Anonymous(null)),
        new JsonMapper());
  }
}
