package io.trunkline.api.user;

import io.trunkline.contract.Caller.Scope;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a user may do.
public enum Role {
  /// Looks.
  VIEWER(EnumSet.of(Scope.READ)),
  /// Looks and sends.
  AGENT(EnumSet.of(Scope.READ, Scope.SEND)),
  /// Everything of the tenant.
  ADMIN(EnumSet.allOf(Scope.class)),
  /// Everything of the installation, and nothing of a tenant.
  OPERATOR(EnumSet.allOf(Scope.class));

  private final Set<Scope> scopes;

  Role(Set<Scope> scopes) {
    this.scopes = Set.copyOf(scopes);
  }

  public Set<Scope> scopes() {
    return scopes;
  }

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// A role within a tenant.
  public static Optional<Role> ofTenant(String slug) {
    return switch (slug) {
      case "viewer" -> Optional.of(VIEWER);
      case "agent" -> Optional.of(AGENT);
      case "admin" -> Optional.of(ADMIN);
      default -> Optional.empty();
    };
  }
}
