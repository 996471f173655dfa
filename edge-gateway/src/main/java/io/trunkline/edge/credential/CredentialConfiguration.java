package io.trunkline.edge.credential;

import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.channel.ChannelOption;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.IdentityToken;
import io.trunkline.edge.EdgeMeters;
import io.trunkline.edge.EdgeSettings;
import io.trunkline.edge.InstallationSettings;
import io.trunkline.edge.dialect.Dialect;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {
  private static final Caller GATEWAY =
      new Caller(Kind.GATEWAY, Optional.empty(), "edge-gateway", Set.of(), Optional.empty());

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Callers callers(
      EdgeSettings edge, InstallationSettings installation, Clock clock, EdgeMeters meters) {
    return new Callers(
        anonymous(installation),
        new ConnectionTokens(installation.jwtKey(), clock),
        introspection(edge, installation, clock, meters));
  }

  private static Set<Dialect> anonymous(InstallationSettings installation) {
    if (!installation.anonymousEnabled()) {
      return Set.of();
    }
    var dialects = EnumSet.of(Dialect.MANAGER, Dialect.MULTI_SESSION, Dialect.WWEBJS);
    if (!installation.tokensRequireBearer()) {
      dialects.add(Dialect.TOKENS);
    }
    return dialects;
  }

  private static Introspection introspection(
      EdgeSettings edge, InstallationSettings installation, Clock clock, EdgeMeters meters) {
    var key = installation.identityKey();
    // Apart from the pool of the routes, so that a flood of slow requests blocks no question.
    var connections =
        ConnectionProvider.builder("introspection")
            .maxConnections(32)
            .pendingAcquireMaxCount(10_000)
            .maxIdleTime(Duration.ofSeconds(15))
            .build();
    var http =
        HttpClient.create(connections)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1000)
            .responseTimeout(edge.introspectionTimeout());
    return new Introspection(
        WebClient.builder()
            .baseUrl(edge.apiUrl().toString())
            .clientConnector(new ReactorClientHttpConnector(http))
            .build(),
        () -> IdentityToken.sign(GATEWAY, IdentityToken.API_SERVICE, key, clock),
        edge.introspectionTtl(),
        edge.introspectionTimeout(),
        Ticker.systemTicker(),
        meters);
  }
}
