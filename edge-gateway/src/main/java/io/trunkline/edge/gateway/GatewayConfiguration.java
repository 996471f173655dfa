package io.trunkline.edge.gateway;

import io.trunkline.edge.EdgeMeters;
import io.trunkline.edge.EdgeSettings;
import io.trunkline.edge.InstallationSettings;
import io.trunkline.edge.credential.Callers;
import io.trunkline.edge.dialect.Destination.Service;
import io.trunkline.edge.limit.RateLimiter;
import io.trunkline.edge.usage.CallCounter;
import java.time.Clock;
import java.util.Optional;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.ServerWebExchange;

@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  FrontDoor frontDoor(
      ApplicationContext context,
      EdgeSettings edge,
      InstallationSettings installation,
      Callers callers,
      RateLimiter limiter,
      CallCounter calls,
      Clock clock,
      EdgeMeters meters) {
    var identities = new Identities(installation.identityKey(), clock);
    return new FrontDoor(context, edge, callers, limiter, calls, identities, meters);
  }

  @Bean
  ErrorReplies errorReplies(ApplicationContext context, EdgeMeters meters) {
    return new ErrorReplies(context, meters);
  }

  /// The front door has decided already; a route only knows where its service lives.
  @Bean
  RouteLocator routes(RouteLocatorBuilder builder, EdgeSettings settings) {
    return builder
        .routes()
        .route(
            "api-service",
            route ->
                route.predicate(exchange -> goesTo(exchange, Service.API)).uri(settings.apiUrl()))
        .route(
            "webhook-service",
            route ->
                route
                    .predicate(exchange -> goesTo(exchange, Service.WEBHOOK))
                    .uri(settings.webhookUrl()))
        .build();
  }

  private static boolean goesTo(ServerWebExchange exchange, Service service) {
    return Passage.of(exchange).flatMap(Passage::service).equals(Optional.of(service));
  }

  @Bean
  ExtraListeners extraListeners(
      NettyReactiveWebServerFactory factory, HttpHandler handler, EdgeSettings settings) {
    return new ExtraListeners(factory, handler, settings.extraPorts());
  }
}
