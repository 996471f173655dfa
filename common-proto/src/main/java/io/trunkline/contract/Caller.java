package io.trunkline.contract;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Who a request comes from, as the edge gateway found out. Services know callers only by this.
///
/// @param kind what kind of credential was shown
/// @param tenant the tenant it stands for; empty for the operator, the gateway itself and nobody
/// @param subject id of the credential or user, for audit; never the credential
/// @param scopes what it may do
/// @param session the one session it is limited to, where it is (connection tokens)
public record Caller(
    Kind kind, Optional<UUID> tenant, String subject, Set<Scope> scopes, Optional<UUID> session) {

  /// The HTTP header that carries the signed form.
  public static final String HEADER = "X-Trunkline-Identity";

  /// The HTTP header, beside it, in which the edge gateway names its peer's address.
  public static final String ADDRESS_HEADER = "X-Trunkline-Address";

  public enum Kind {
    API_KEY,
    CONNECTION_TOKEN,
    API_TOKEN,
    LOGIN,
    ANONYMOUS,
    OPERATOR,
    GATEWAY,
    /// Another service of ours, on behalf of a tenant.
    SERVICE,
    /// Whoever calls what needs no credential.
    NOBODY
  }

  public enum Scope {
    READ,
    SEND,
    SESSIONS,
    ADMIN
  }

  public Caller {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(session);
    scopes = Set.copyOf(scopes);
    boolean ofTenant = kind != Kind.OPERATOR && kind != Kind.GATEWAY && kind != Kind.NOBODY;
    if (ofTenant != tenant.isPresent()) {
      throw new IllegalArgumentException(
          "Expected " + (ofTenant ? "a" : "no") + " tenant for " + kind);
    }
    if ((kind == Kind.CONNECTION_TOKEN) != session.isPresent()) {
      throw new IllegalArgumentException("Expected a session for connection tokens only: " + kind);
    }
  }
}
