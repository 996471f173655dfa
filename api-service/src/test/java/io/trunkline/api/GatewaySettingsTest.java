package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GatewaySettingsTest {
  @Test
  void theAnonymousTenantIsThereInTheLocalProfileOnly() {
    assertThat(bound("production", Map.of()).anonymousEnabled()).isFalse();
    assertThat(bound("local", Map.of()).anonymousEnabled()).isTrue();
  }

  @Test
  void theAnonymousTenantIsSwitchedWhateverTheProfile() {
    assertThat(bound("local", Map.of("trunkline.anonymous.enabled", "false")).anonymousEnabled())
        .isFalse();
    assertThat(
            bound("production", Map.of("trunkline.anonymous.enabled", "true")).anonymousEnabled())
        .isTrue();
  }

  @Test
  void aSecretOfNotifysUsersIsNoGuessAndLooksLikeNoOtherCredential() {
    for (var good : List.of("", "0123456789abcdef", "tlk_0123456789abcdef", "!".repeat(128))) {
      assertThat(bound("local", Map.of("trunkline.api-secret", good)).isApiSecretFitting())
          .as(good)
          .isTrue();
    }
    for (var bad :
        List.of(
            "short", "a b ".repeat(5), "tlt_0123456789abcdef", "x".repeat(129), "é".repeat(20))) {
      assertThat(bound("local", Map.of("trunkline.api-secret", bad)).isApiSecretFitting())
          .as(bad)
          .isFalse();
    }
  }

  private static GatewaySettings bound(String profile, Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("trunkline.profile", profile);
    settings.put("trunkline.jwt-secret", "a secret for tests, 32 bytes long");
    settings.put("trunkline.admin-key", "");
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("trunkline", GatewaySettings.class)
        .get();
  }
}
