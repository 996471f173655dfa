package io.trunkline.api.tenantapi;

import io.trunkline.api.connection.Connections;
import io.trunkline.api.identity.Access;
import io.trunkline.api.message.MessageHistory;
import io.trunkline.api.tenant.Quotas;
import io.trunkline.api.tenant.Tenants;
import io.trunkline.api.web.Envelope;
import io.trunkline.api.web.Times;
import io.trunkline.contract.Caller;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MeController {
  private final Tenants tenants;
  private final Connections connections;
  private final MessageHistory messages;
  private final io.trunkline.api.usage.Usage counted;
  private final Clock clock;

  MeController(
      Tenants tenants,
      Connections connections,
      MessageHistory messages,
      io.trunkline.api.usage.Usage counted,
      Clock clock) {
    this.tenants = tenants;
    this.connections = connections;
    this.messages = messages;
    this.counted = counted;
    this.clock = clock;
  }

  record Me(Tenant tenant, String kind, List<String> scopes, Quotas quotas, Usage usage) {}

  record Tenant(String id, String name, String defaultCountry, String createdAt) {}

  /// @param since start of the month, UTC
  /// @param sessions connections at present
  record Usage(
      String since,
      long sessions,
      long messagesSent,
      long messagesReceived,
      long apiCalls,
      long mediaBytes) {}

  @GetMapping("/api/v1/me")
  Envelope me(Caller caller) {
    var id = Access.tenant(caller);
    var tenant = tenants.active(id);
    var since =
        YearMonth.now(clock.withZone(ZoneOffset.UTC))
            .atDay(1)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    var usage = messages.usage(id, since);
    var days = counted.days(id, since.atZone(ZoneOffset.UTC).toLocalDate(), counted.today());
    return Envelope.of(
        new Me(
            new Tenant(
                id.toString(),
                tenant.name(),
                tenant.defaultCountry(),
                Times.text(tenant.createdAt())),
            caller.kind().name().toLowerCase(java.util.Locale.ROOT),
            caller.scopes().stream().sorted().map(KeyView::slug).toList(),
            tenant.quotas(),
            new Usage(
                Times.text(since),
                connections.all(id).size(),
                usage.sent(),
                usage.received(),
                days.stream().mapToLong(io.trunkline.api.usage.Usage.Day::apiCalls).sum(),
                days.stream().mapToLong(io.trunkline.api.usage.Usage.Day::mediaBytes).sum())));
  }
}
