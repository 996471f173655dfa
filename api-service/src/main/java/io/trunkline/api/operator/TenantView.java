package io.trunkline.api.operator;

import io.trunkline.api.tenant.Quotas;
import io.trunkline.api.tenant.Tenant;
import io.trunkline.api.web.Times;
import java.util.List;
import java.util.Locale;

/// A tenant as the operator sees it.
record TenantView(
    String id,
    String name,
    String defaultCountry,
    String state,
    Quotas quotas,
    String createdAt,
    String updatedAt) {

  /// @param next null on the last page
  record Page(List<TenantView> tenants, String next) {}

  record Single(TenantView tenant) {}

  static TenantView of(Tenant tenant) {
    return new TenantView(
        tenant.id().toString(),
        tenant.name(),
        tenant.defaultCountry(),
        tenant.state().name().toLowerCase(Locale.ROOT),
        tenant.quotas(),
        Times.text(tenant.createdAt()),
        Times.text(tenant.updatedAt()));
  }
}
