package io.trunkline.api.tenant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/// Messages by tenant, for the dashboard of one. Where tenants are too many for a series each,
/// `management.metrics.enable.trunkline.api.tenant=false` leaves them out.
@Component
public class TenantMeters {
  private final MeterRegistry meters;

  TenantMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /// @param status `accepted`, `received`, or what became of a message that was sent
  public void message(String tenant, String status) {
    Counter.builder("trunkline.api.tenant.messages")
        .description("Messages of a tenant: accepted, received, and what became of those sent")
        .tag("tenant", tenant)
        .tag("status", status)
        .register(meters)
        .increment();
  }
}
