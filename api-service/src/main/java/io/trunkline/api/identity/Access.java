package io.trunkline.api.identity;

import io.trunkline.api.failure.Failure;
import io.trunkline.api.failure.Problem;
import io.trunkline.contract.Caller;
import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import java.util.UUID;

/// What a caller must be to go on; each check answers or throws a [Failure].
public final class Access {
  private Access() {}

  /// @return the tenant of a caller who may act for all of it within `scope`
  /// @throws Failure `UNAUTHORIZED` for callers of no tenant, `FORBIDDEN` without the scope and for
  ///     callers limited to one connection
  public static UUID tenantWide(Caller caller, Scope scope) {
    var tenant = tenant(caller, scope);
    if (caller.session().isPresent()) {
      throw new Failure(Problem.FORBIDDEN, "A connection token is not accepted here");
    }
    return tenant;
  }

  /// @return the tenant; the caller may be limited to one connection
  public static UUID tenant(Caller caller, Scope scope) {
    var tenant = tenant(caller);
    if (!caller.scopes().contains(scope)) {
      throw new Failure(
          Problem.FORBIDDEN,
          "The credential lacks the scope " + scope.name().toLowerCase(java.util.Locale.ROOT));
    }
    return tenant;
  }

  public static UUID tenant(Caller caller) {
    return caller.tenant().orElseThrow(() -> new Failure(Problem.UNAUTHORIZED, "Unauthorized"));
  }

  public static void operator(Caller caller) {
    if (caller.kind() != Kind.OPERATOR) {
      throw new Failure(Problem.UNAUTHORIZED, "Unauthorized");
    }
  }

  /// Paths of the gateway do not exist for anybody else.
  public static void gateway(Caller caller) {
    if (caller.kind() != Kind.GATEWAY) {
      throw new Failure(Problem.NOT_FOUND, "Not found");
    }
  }
}
