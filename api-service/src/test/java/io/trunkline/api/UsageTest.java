package io.trunkline.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageTest extends ApiTest {
  @Test
  void aTenantsDaysAreCounted() {
    var tenant = newTenant();
    var connection = connected(tenant, "acme");
    send(tenant, connection, "9999900000", "x").expect(200);
    send(tenant, connection, "9999900000", "y").expect(200);
    tell(tenant, 3);
    tell(tenant, 4);
    var usage = get(OPERATOR, path(tenant)).expect(200).data();
    assertThat(usage.get("sessions").intValue()).isEqualTo(1);
    assertThat(usage.get("days").size()).isEqualTo(30);
    var today = usage.get("days").get(29);
    assertThat(today.get("day").stringValue()).isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
    assertThat(today.get("apiCalls").intValue()).isEqualTo(7);
    assertThat(today.get("messages").toString())
        .isEqualTo("[{\"kind\":\"text\",\"direction\":\"out\",\"count\":2}]");

    var me = get(tenant(tenant), "/api/v1/me").expect(200).data().get("usage");
    assertThat(me.get("apiCalls").intValue()).isEqualTo(7);
    assertThat(me.get("mediaBytes").intValue()).isZero();
  }

  @Test
  void daysAreChosen() {
    var tenant = newTenant();
    var days =
        get(OPERATOR, path(tenant) + "?from=2026-01-01&to=2026-01-03T09:00:00Z")
            .expect(200)
            .data()
            .get("days");
    assertThat(days.findValuesAsString("day"))
        .containsExactly("2026-01-01", "2026-01-02", "2026-01-03");
    for (var bad :
        List.of(
            "?from=x", "?to=2026-13-01", "?from=2026-02-01&to=2026-01-01", "?from=2000-01-01")) {
      get(OPERATOR, path(tenant) + bad).fails(400, "invalid_request");
    }
    get(OPERATOR, path(UUID.randomUUID())).fails(404, "tenant_not_found");
    get(tenant(tenant), path(tenant)).fails(401, "unauthorized");
  }

  @Test
  void onlyTheGatewayCountsAndGoneTenantsAreSkipped() {
    var tenant = newTenant();
    tell(UUID.randomUUID(), 1);
    post(tenant(tenant), "/internal/v1/usage", Map.of("calls", List.of())).expect(404);
    post(GATEWAY, "/internal/v1/usage", Map.of("calls", List.of(Map.of("tenantId", "x"))))
        .expect(400);
  }

  private void tell(UUID tenant, int count) {
    post(
            GATEWAY,
            "/internal/v1/usage",
            Map.of("calls", List.of(Map.of("tenantId", tenant.toString(), "count", count))))
        .expect(204);
  }

  private static String path(UUID tenant) {
    return "/admin/v1/tenants/" + tenant + "/usage";
  }
}
