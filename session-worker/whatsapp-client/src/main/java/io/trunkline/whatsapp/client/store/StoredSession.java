package io.trunkline.whatsapp.client.store;

import java.util.Optional;

/// What is read once when a session starts. Everything else is read when first needed.
///
/// @param credentials keys and, once paired, the account
/// @param connection number of the last connection that began, 0 before the first
/// @param highestPreKeyId highest id of a one-time prekey ever added, 0 before the first
/// @param isStockLost whether the server may hand out prekeys that are not stored here, because the
///     store was restored from a backup; until the next upload
/// @param routingInfo edge routing to send on the next connect, if the server gave one
public record StoredSession(
    Credentials credentials,
    long connection,
    int highestPreKeyId,
    boolean isStockLost,
    Optional<byte[]> routingInfo) {}
