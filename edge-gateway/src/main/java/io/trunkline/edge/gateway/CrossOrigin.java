package io.trunkline.edge.gateway;

import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;

/// Which browser pages of other origins may call. Without origins in the settings no answer ever
/// carries a CORS header. Credentials are headers that a page sets itself, so cookies are not
/// allowed, and `*` is harmless.
final class CrossOrigin {
  private final CorsProcessor processor = new DefaultCorsProcessor();
  private final List<String> origins;

  CrossOrigin(List<String> origins) {
    this.origins = origins;
  }

  /// @return whether the request has its answer already: a preflight, or an origin that may not
  boolean isAnswered(ServerWebExchange exchange) {
    if (origins.isEmpty() || !CorsUtils.isCorsRequest(exchange.getRequest())) {
      return false;
    }
    var allowed = processor.process(configuration(), exchange);
    return !allowed || CorsUtils.isPreFlightRequest(exchange.getRequest());
  }

  private CorsConfiguration configuration() {
    var configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(origins);
    configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
    configuration.setAllowedHeaders(List.of(CorsConfiguration.ALL));
    configuration.setExposedHeaders(
        List.of(
            RequestIds.HEADER,
            HttpHeaders.RETRY_AFTER,
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining"));
    configuration.setMaxAge(Duration.ofMinutes(10));
    return configuration;
  }
}
