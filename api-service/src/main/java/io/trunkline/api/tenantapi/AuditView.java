package io.trunkline.api.tenantapi;

import io.trunkline.api.audit.Audit;
import io.trunkline.api.audit.AuditEntry;
import io.trunkline.api.failure.Failure;
import io.trunkline.api.web.Times;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// One change as the tenant and the operator see it.
///
/// @param tenantId null: of the installation
/// @param address null: nobody asked for it
public record AuditView(
    String id,
    String tenantId,
    String at,
    String actorKind,
    String actor,
    String action,
    String target,
    String detail,
    String address,
    String requestId) {

  /// @param next what `after` takes for the following page; null on the last
  public record Page(List<AuditView> entries, String next) {
    public static Page of(Audit.Page page) {
      return new Page(
          page.entries().stream().map(AuditView::of).toList(),
          page.next().isPresent() ? Long.toString(page.next().getAsLong()) : null);
    }
  }

  static AuditView of(AuditEntry entry) {
    return new AuditView(
        Long.toString(entry.id()),
        entry.tenant().map(UUID::toString).orElse(null),
        Times.text(entry.at()),
        entry.actorKind(),
        entry.actor(),
        entry.action(),
        entry.target(),
        entry.detail(),
        entry.address().orElse(null),
        entry.requestId());
  }

  /// @throws Failure `INVALID_REQUEST` where it is no cursor
  public static OptionalLong cursor(Optional<String> after) {
    try {
      return after.isPresent()
          ? OptionalLong.of(Long.parseLong(after.get()))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw Failure.invalid("after is not valid");
    }
  }
}
