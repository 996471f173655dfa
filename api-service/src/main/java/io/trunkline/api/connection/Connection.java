package io.trunkline.api.connection;

import io.trunkline.proto.event.ConnectionState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A session as api-service knows it: what the caller gave, and a projection of the worker's
/// events.
///
/// @param id the session id
/// @param name unique per tenant; manager's `customerId`
/// @param status how far it is linked
/// @param state what its socket does
/// @param reason why, where the state is not `OPEN`: a stable slug
/// @param connection number of its last login; 0 = none yet
/// @param jid own phone-number JID, once linked
/// @param qr the code to scan, only in state `QR`; secret until scanned
public record Connection(
    UUID id,
    UUID tenant,
    String name,
    String displayName,
    Optional<String> websiteUrl,
    ConnectionStatus status,
    ConnectionState state,
    Optional<String> reason,
    long connection,
    Optional<String> jid,
    Optional<Qr> qr,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> lastConnectedAt) {

  /// @param text what the image encodes; secret until scanned
  public record Qr(String text, Instant expiresAt) {
    @Override
    public String toString() {
      return "Qr[expiresAt=" + expiresAt + "]";
    }
  }

  /// Whether a message can leave now.
  public boolean isOpen() {
    return status == ConnectionStatus.CONNECTED && state == ConnectionState.OPEN;
  }

  /// The linked number as `+<digits>`.
  public Optional<String> number() {
    return jid.map(
        address -> {
          var end = address.indexOf('@');
          var user = end < 0 ? address : address.substring(0, end);
          var device = user.indexOf(':');
          return "+" + (device < 0 ? user : user.substring(0, device));
        });
  }
}
