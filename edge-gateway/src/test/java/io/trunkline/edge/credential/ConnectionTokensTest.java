package io.trunkline.edge.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.edge.credential.Credential.Form;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ConnectionTokensTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_767_600_000);
  private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final String CLAIMS =
      "\"sub\":\"7b0e5f1c-0000-4000-8000-000000000001\","
          + "\"tid\":\"7b0e5f1c-0000-4000-8000-000000000002\",\"typ\":\"connection\"";

  private final ConnectionTokens tokens =
      new ConnectionTokens(key("sixteen bytes ok"), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aTokenThatAnotherToolSignedIsGenuine() {
    // Made with openssl dgst -sha256 -hmac "sixteen bytes ok".
    assertThat(isGenuine(OPENSSL_TOKEN)).isTrue();
  }

  @Test
  void anotherKeysTokenIsNot() {
    assertThat(isGenuine(token(HS256, "{" + CLAIMS + "}", "sixteen bytes no"))).isFalse();
  }

  @Test
  void achangedClaimIsNoticed() {
    var parts = token(HS256, "{" + CLAIMS + "}").split("\\.", -1);
    var other = encoded("{" + CLAIMS.replace("0001", "0003") + "}");
    assertThat(isGenuine(parts[0] + "." + other + "." + parts[2])).isFalse();
  }

  @Test
  void noAlgorithmButHs256IsTaken() {
    assertThat(isGenuine(token("{\"alg\":\"none\"}", "{" + CLAIMS + "}"))).isFalse();
    assertThat(isGenuine(token("{\"alg\":\"HS512\"}", "{" + CLAIMS + "}"))).isFalse();
    assertThat(isGenuine(encoded("{\"alg\":\"none\"}") + "." + encoded("{" + CLAIMS + "}") + "."))
        .isFalse();
  }

  @Test
  void itNeverEndsUnlessItSaysSo() {
    assertThat(isGenuine(token(HS256, "{" + CLAIMS + "}"))).isTrue();
    assertThat(isGenuine(token(HS256, "{" + CLAIMS + ",\"exp\":1767600001}"))).isTrue();
    assertThat(isGenuine(token(HS256, "{" + CLAIMS + ",\"exp\":1767600000}"))).isFalse();
    assertThat(isGenuine(token(HS256, "{" + CLAIMS + ",\"exp\":\"later\"}"))).isFalse();
  }

  @Test
  void otherKindsOfTokensUnderTheSameSecretAreNot() {
    assertThat(isGenuine(token(HS256, "{" + CLAIMS.replace("connection", "login") + "}")))
        .isFalse();
    assertThat(isGenuine(token(HS256, "{\"typ\":\"connection\"}"))).isFalse();
  }

  @Test
  void whatIsNoTokenIsNot() {
    for (var text : new String[] {"", "..", "a.b.c", "é.é.é", token("no json", "no json")}) {
      assertThat(isGenuine(text)).isFalse();
    }
  }

  private static final String OPENSSL_TOKEN =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3YjBlNWYxYy0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJ0aWQiOiI3YjBlNWYxYy0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDIiLCJjaWQiOiJhY21lIiwidHlwIjoiY29ubmVjdGlvbiIsImp0aSI6IngiLCJpYXQiOjE3Njc1MDAwMDB9.Sn-PAuqbw18BWtezPJR0ohkU2gCyrtlif7ykI3BUUQo";

  private boolean isGenuine(String text) {
    return tokens.isGenuine(new Credential(Form.CONNECTION_TOKEN, text));
  }

  private static String token(String header, String claims) {
    return token(header, claims, "sixteen bytes ok");
  }

  private static String token(String header, String claims, String secret) {
    try {
      var signed = encoded(header) + "." + encoded(claims);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key(secret));
      var signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretKeySpec key(String secret) {
    return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
