package io.trunkline.api.tenant;

import java.time.Instant;
import java.util.UUID;

/// A tenant as others see it.
///
/// @param name unique within the installation
/// @param defaultCountry calling code, digits only, prepended to numbers of ten digits
public record Tenant(
    UUID id,
    String name,
    String defaultCountry,
    State state,
    Quotas quotas,
    Instant createdAt,
    Instant updatedAt) {

  /// The tenant that stands for requests without a credential, where those are allowed.
  public static final String ANONYMOUS = "anonymous";

  public static final String DEFAULT_COUNTRY = "91";

  public enum State {
    ACTIVE,
    /// Refused everywhere; its sockets are closed and nothing is lost.
    SUSPENDED,
    /// Being removed; nobody can act for it any more.
    DELETING
  }
}
