package io.trunkline.api.tenantapi;

import io.trunkline.api.connection.AccountHealth;
import io.trunkline.api.connection.AccountHealths;
import io.trunkline.api.failure.Problem;
import io.trunkline.api.identity.Access;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.PathIds;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Scope;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/connections/{id}/health`.
@RestController
class HealthController {
  private final AccountHealths healths;

  HealthController(AccountHealths healths) {
    this.healths = healths;
  }

  /// @param reason null where there is none, as `until`, `lastInboundAt`, `lastKeepAliveAt`
  record View(
      String state,
      String reason,
      String until,
      Sent sent,
      Caps caps,
      String lastInboundAt,
      String lastKeepAliveAt) {

    record Sent(long lastHour, long lastDay) {}

    /// @param perHour null where there is no cap, as `perDay`
    record Caps(Integer perHour, Integer perDay) {}

    static View of(AccountHealth health) {
      return new View(
          health.state(),
          health.reason().orElse(null),
          health.until().map(Times::text).orElse(null),
          new Sent(health.sentLastHour(), health.sentLastDay()),
          new Caps(health.perHour().orElse(null), health.perDay().orElse(null)),
          health.lastInboundAt().map(Times::text).orElse(null),
          health.lastHeardAt().map(Times::text).orElse(null));
    }
  }

  @GetMapping("/api/v1/connections/{id}/health")
  Envelope health(Caller caller, @PathVariable String id) {
    var tenant = Access.tenantWide(caller, Scope.READ);
    var connection = PathIds.parse(id, Problem.CONNECTION_NOT_FOUND, "Connection");
    return Envelope.of(View.of(healths.of(tenant, connection)));
  }
}
