package io.trunkline.api.multisession;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.SessionPhase;
import java.time.Instant;

/// A session as `GET /sessions` lists it.
///
/// @param phoneNumber digits of the linked account, or null
record SessionView(
    @JsonProperty("session_id") String sessionId,
    String state,
    @JsonProperty("phone_number") String phoneNumber,
    @JsonProperty("has_qr") boolean hasQr,
    @JsonProperty("reconnect_attempts") int reconnectAttempts) {

  static SessionView of(Connection session, Instant now) {
    return new SessionView(
        session.name(),
        state(session.phase()),
        session.digits().filter(_ -> session.phase() != SessionPhase.LOGGED_OUT).orElse(null),
        session.qrShown(now).isPresent(),
        session.attempts());
  }

  static String state(SessionPhase phase) {
    return switch (phase) {
      case CREATED, QR_ROUND_OVER, STOPPED, LOGGED_OUT -> "disconnected";
      case OPENING, PAIRING, RETRYING -> "connecting";
      case SHOWING_QR -> "qr_ready";
      case CONNECTED -> "connected";
      case LOST -> "error";
      case EXHAUSTED -> "failed";
    };
  }
}
