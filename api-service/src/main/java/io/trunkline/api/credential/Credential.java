package io.trunkline.api.credential;

import io.trunkline.contract.Caller.Kind;
import io.trunkline.contract.Caller.Scope;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a shown credential stands for.
///
/// @param tenant absent for the operator
/// @param subject kind and id of the credential, e.g. `key:<uuid>`; never the credential
/// @param session the one connection it is limited to, where it is
/// @param suspended whether its tenant is
/// @param requestsPerSecond the tenant's limit; absent: none of its own
/// @param keyRequestsPerSecond the credential's own, within its tenant's; absent: none
public record Credential(
    Kind kind,
    Optional<UUID> tenant,
    String subject,
    Set<Scope> scopes,
    Optional<UUID> session,
    boolean suspended,
    Optional<Integer> requestsPerSecond,
    Optional<Integer> keyRequestsPerSecond) {

  /// One without a limit of its own.
  Credential(
      Kind kind,
      Optional<UUID> tenant,
      String subject,
      Set<Scope> scopes,
      Optional<UUID> session,
      boolean suspended,
      Optional<Integer> requestsPerSecond) {
    this(kind, tenant, subject, scopes, session, suspended, requestsPerSecond, Optional.empty());
  }

  /// How a credential was shown.
  public enum Form {
    API_KEY,
    CONNECTION_TOKEN,
    API_TOKEN,
    OPERATOR_KEY,
    LOGIN,
    ANONYMOUS
  }
}
