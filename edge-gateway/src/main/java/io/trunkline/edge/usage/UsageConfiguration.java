package io.trunkline.edge.usage;

import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.edge.EdgeSettings;
import io.trunkline.edge.InstallationSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

@Configuration(proxyBeanMethods = false)
class UsageConfiguration {
  private static final Caller GATEWAY =
      new Caller(Kind.GATEWAY, Optional.empty(), "edge-gateway", Set.of(), Optional.empty());

  @Bean
  CallCounter callCounter(EdgeSettings edge, InstallationSettings installation, Clock clock) {
    var key = installation.identityKey();
    var api = WebClient.create(edge.apiUrl().toString());
    return new CallCounter(
        batch ->
            api.post()
                .uri("/internal/v1/usage")
                .header(
                    Caller.HEADER,
                    IdentityToken.sign(GATEWAY, IdentityToken.API_SERVICE, key, clock))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("calls", calls(batch)))
                .retrieve()
                .toBodilessEntity()
                .then());
  }

  private static List<Map<String, Object>> calls(Map<UUID, Long> batch) {
    return batch.entrySet().stream()
        .map(one -> Map.<String, Object>of("tenantId", one.getKey(), "count", one.getValue()))
        .toList();
  }
}
