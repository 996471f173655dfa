package io.trunkline.edge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class DialectTest {
  @Test
  void aMissingCredentialIsAnsweredAsEachDialectDocumentsIt() {
    assertThat(Dialect.MANAGER.body(Refusal.NO_CREDENTIAL))
        .isEqualTo("{\"success\":false,\"error\":\"Unauthorized\",\"code\":\"unauthorized\"}");
    assertThat(Dialect.NOTIFY.body(Refusal.NO_CREDENTIAL))
        .isEqualTo("{\"success\":false,\"error\":\"Unauthorized\"}");
    assertThat(Dialect.MULTI_SESSION.body(Refusal.NO_CREDENTIAL))
        .isEqualTo("{\"success\":false,\"error\":\"Unauthorized\"}");
    assertThat(Dialect.WWEBJS.body(Refusal.NO_CREDENTIAL))
        .isEqualTo("{\"success\":false,\"error\":\"Invalid API key\"}");
    assertThat(Dialect.TOKENS.body(Refusal.NO_CREDENTIAL))
        .isEqualTo("{\"message\":\"Unauthorized - No Bearer Token\"}");
    assertThat(Dialect.TOKENS.body(Refusal.BAD_CREDENTIAL))
        .isEqualTo("{\"message\":\"Unauthorized - Invalid Token\"}");
  }

  @Test
  void wwebjsAnswersAWrongKeyWith403AndTheOthersWith401() {
    for (var dialect : Dialect.values()) {
      assertThat(dialect.status(Refusal.BAD_CREDENTIAL))
          .isEqualTo(dialect == Dialect.WWEBJS ? 403 : 401);
    }
  }

  @Test
  void tokensNamesMethodAndRouteThatDoNotGoTogether() {
    assertThat(Dialect.TOKENS.body(Refusal.METHOD_NOT_ALLOWED, "PUT", "/api/health"))
        .isEqualTo("{\"message\":\"The PUT method is not supported for route api/health.\"}");
    assertThat(Dialect.TOKENS.body(Refusal.RATE_LIMITED, "GET", "/api/whatsapp/x"))
        .isEqualTo("{\"message\":\"Too Many Attempts.\"}");
  }

  @ParameterizedTest
  @EnumSource
  void everyBodyIsJson(Dialect dialect) {
    for (var refusal : Refusal.values()) {
      assertThat(JsonMapper.shared().readTree(dialect.body(refusal)).isObject()).isTrue();
    }
  }
}
