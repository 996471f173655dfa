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
/// @param attempts reconnects since the last login, while the connection is lost
/// @param connection number of its last login; 0 = none yet
/// @param device names the device that is or was linked
/// @param jid own phone-number JID, once linked
/// @param lastSeenAt when it was last known to be connected
/// @param qr the code to scan, only in state `QR`; secret until scanned
public record Connection(
    UUID id,
    UUID tenant,
    String name,
    String displayName,
    Optional<String> websiteUrl,
    SessionSettings settings,
    ConnectionStatus status,
    ConnectionState state,
    Optional<String> reason,
    int attempts,
    long connection,
    UUID device,
    Optional<String> jid,
    Optional<Qr> qr,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> lastConnectedAt,
    Optional<Instant> lastSeenAt) {

  /// @param text what the image encodes; secret until scanned
  public record Qr(String text, Instant expiresAt) {
    @Override
    public String toString() {
      return "Qr[expiresAt=" + expiresAt + "]";
    }
  }

  /// Where it stands, in the words that the dialects' words are taken from.
  public SessionPhase phase() {
    return switch (state) {
      case CONNECTING -> attempts == 0 ? SessionPhase.OPENING : SessionPhase.RETRYING;
      case QR, CODE -> SessionPhase.SHOWING_QR;
      case PAIRING, PASSKEY, PASSKEY_CONFIRM -> SessionPhase.PAIRING;
      case OPEN -> SessionPhase.CONNECTED;
      case RETRYING -> SessionPhase.LOST;
      case EXHAUSTED, HELD -> SessionPhase.EXHAUSTED;
      case QR_TIMEOUT -> SessionPhase.QR_ROUND_OVER;
      case LOGGED_OUT -> SessionPhase.LOGGED_OUT;
      case CLOSED, CONNECTION_STATE_UNSPECIFIED, UNRECOGNIZED ->
          switch (status) {
            case PENDING_QR -> SessionPhase.CREATED;
            case STALE -> SessionPhase.STOPPED;
            // Its worker is going; the next one opens it again.
            case CONNECTED -> SessionPhase.RETRYING;
          };
    };
  }

  /// Whether its worker keeps nothing of it any more.
  boolean isDeleted() {
    return state == ConnectionState.LOGGED_OUT && reason.filter("deleted"::equals).isPresent();
  }

  /// The code to scan, while it is shown.
  public Optional<Qr> qrShown(Instant now) {
    return qr.filter(code -> phase() == SessionPhase.SHOWING_QR && code.expiresAt().isAfter(now));
  }

  /// Whether a message can leave now.
  public boolean isOpen() {
    return status == ConnectionStatus.CONNECTED && state == ConnectionState.OPEN;
  }

  /// The linked number as `+<digits>`.
  public Optional<String> number() {
    return digits().map(digits -> "+" + digits);
  }

  /// The linked number's digits.
  public Optional<String> digits() {
    return jid.map(
        address -> {
          var end = address.indexOf('@');
          var user = end < 0 ? address : address.substring(0, end);
          var colon = user.indexOf(':');
          return colon < 0 ? user : user.substring(0, colon);
        });
  }
}
