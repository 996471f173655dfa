package io.trunkline.api.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One change.
///
/// @param tenant absent: of the installation
/// @param actorKind what kind of credential was shown, in lower case; `system` where nobody asked
/// @param actor id of the credential or user
/// @param action what was done, e.g. `key.created`
/// @param target id of what it was done to
/// @param detail what else helps to tell it apart, such as a name; never a secret
/// @param address the network peer that asked; absent where nobody did
public record AuditEntry(
    long id,
    Optional<UUID> tenant,
    Instant at,
    String actorKind,
    String actor,
    String action,
    String target,
    String detail,
    Optional<String> address,
    String requestId) {}
