package io.trunkline.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class EdgeSettingsTest {
  @Test
  void defaultsAreThoseOfAProductionGatewayThatTrustsNobody() {
    var settings = bind(EdgeSettings.class, "trunkline.edge", Map.of());
    assertThat(settings.extraPorts()).isEmpty();
    assertThat(settings.corsOrigins()).isEmpty();
    assertThat(settings.healthUrls()).isEmpty();
    assertThat(settings.introspectionTtl()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.isRevocationBounded()).isTrue();
    assertThat(settings.requestsPerSecond()).isEqualTo(50);
    assertThat(settings.burst()).isEqualTo(2);
    assertThat(settings.maxBody()).isEqualTo(DataSize.ofMegabytes(1));
    assertThat(settings.maxUpload()).isEqualTo(DataSize.ofMegabytes(101));
    assertThat(settings.maxWwebjsBody()).isEqualTo(DataSize.ofBytes(11_000_000));
    assertThat(settings.hsts()).isFalse();
    assertThat(installation(Map.of()).anonymousEnabled()).isFalse();
  }

  @Test
  void everySettingCanBeGiven() {
    var settings =
        bind(
            EdgeSettings.class,
            "trunkline.edge",
            Map.ofEntries(
                Map.entry("trunkline.edge.extra-ports", "3002,8000"),
                Map.entry("trunkline.edge.api-url", "http://api:1"),
                Map.entry("trunkline.edge.webhook-url", "http://webhook:2"),
                Map.entry("trunkline.edge.health-urls.worker-1", "http://worker:3/health"),
                Map.entry("trunkline.edge.introspection-ttl", "5s"),
                Map.entry("trunkline.edge.introspection-timeout", "1s"),
                Map.entry("trunkline.edge.requests-per-second", "7"),
                Map.entry("trunkline.edge.burst", "3"),
                Map.entry("trunkline.edge.max-body", "2KB"),
                Map.entry("trunkline.edge.max-upload", "3KB"),
                Map.entry("trunkline.edge.max-wwebjs-body", "4KB"),
                Map.entry("trunkline.edge.cors-origins", "https://a.example,https://b.example"),
                Map.entry("trunkline.edge.hsts", "true")));
    assertThat(settings)
        .isEqualTo(
            new EdgeSettings(
                List.of(3002, 8000),
                URI.create("http://api:1"),
                URI.create("http://webhook:2"),
                Map.of("worker-1", URI.create("http://worker:3/health")),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                7,
                3,
                DataSize.ofKilobytes(2),
                DataSize.ofKilobytes(3),
                DataSize.ofKilobytes(4),
                List.of("https://a.example", "https://b.example"),
                true));
  }

  @Test
  void theAnonymousTenantFollowsTheProfileUnlessItIsSaid() {
    assertThat(installation(Map.of("trunkline.profile", "local")).anonymousEnabled()).isTrue();
    assertThat(
            installation(
                    Map.of("trunkline.profile", "local", "trunkline.anonymous.enabled", "false"))
                .anonymousEnabled())
        .isFalse();
    assertThat(installation(Map.of("trunkline.anonymous.enabled", "true")).anonymousEnabled())
        .isTrue();
  }

  @Test
  void tokensAsksForABearerOnlyWhereThatIsSaid() {
    assertThat(installation(Map.of()).tokensRequireBearer()).isFalse();
    assertThat(
            installation(Map.of("trunkline.tokens.require-bearer", "true")).tokensRequireBearer())
        .isTrue();
  }

  @Test
  void aSecretThatIsTooShortOrAKeyThatIsNoneIsNoticedAtTheStart() {
    var settings =
        installation(
            Map.of(
                "trunkline.jwt-secret",
                "fifteen bytes..",
                "trunkline.identity.private-key",
                Base64.getEncoder().encodeToString(new byte[48])));
    assertThat(settings.isJwtSecretLongEnough()).isFalse();
    assertThat(settings.isIdentityKeyReadable()).isFalse();
    assertThat(settings.toString()).doesNotContain("fifteen");
  }

  private static InstallationSettings installation(Map<String, String> properties) {
    return bind(InstallationSettings.class, "trunkline", properties);
  }

  private static <T> T bind(Class<T> type, String prefix, Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
  }
}
