package io.trunkline.api.tokens;

import io.trunkline.api.command.SignOfLife;
import java.time.Clock;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What needs no credential.
@RestController
class TokensHealthController {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SignOfLife workers;
  private final Clock clock;

  TokensHealthController(SignOfLife workers, Clock clock) {
    this.workers = workers;
    this.clock = clock;
  }

  record Health(String status, String timestamp, String service) {}

  @GetMapping("/api/health")
  Health health() {
    return new Health("OK", Micros.text(clock.instant()), "WhatsApp Baileys API");
  }

  @GetMapping("/api/test-node-connection")
  Body testNodeConnection() {
    return workers
        .ask(PATIENCE)
        .map(reason -> new Body(false, "Connection error: " + reason, null, null))
        .orElseGet(() -> Body.done("Connection successful"));
  }
}
