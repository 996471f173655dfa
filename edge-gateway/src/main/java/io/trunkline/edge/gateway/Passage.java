package io.trunkline.edge.gateway;

import io.trunkline.edge.dialect.Destination.Service;
import io.trunkline.edge.dialect.Dialect;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/// What the front door found out about a request, for those behind it.
///
/// @param dialect whose words answers use
/// @param service where it may go; empty until it has been let through
record Passage(String requestId, Dialect dialect, Optional<Service> service) {
  private static final String ATTRIBUTE = Passage.class.getName();

  void attachTo(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  static Optional<Passage> of(ServerWebExchange exchange) {
    return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
  }
}
