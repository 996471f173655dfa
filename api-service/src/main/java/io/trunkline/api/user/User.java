package io.trunkline.api.user;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Somebody who signs in.
///
/// @param tenant absent for operators
/// @param email in lower case, unique in the installation
/// @param lastLoginAt absent: not yet
public record User(
    UUID id,
    Optional<UUID> tenant,
    String email,
    Role role,
    Instant createdAt,
    Optional<Instant> lastLoginAt) {}
