package io.trunkline.api.tokens;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.QrImage;
import io.trunkline.api.connection.SessionPhase;
import java.time.Instant;

/// A session as this dialect shows it.
///
/// @param phoneNumber digits of the linked account, or null
/// @param qrCode PNG data URL, only while a QR is shown
record SessionView(
    @JsonProperty("session_id") String sessionId,
    @JsonProperty("session_name") String sessionName,
    String status,
    @JsonProperty("phone_number") String phoneNumber,
    @JsonProperty("device_id") String deviceId,
    @JsonProperty("qr_code") String qrCode,
    @JsonProperty("last_connected_at") String lastConnectedAt,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt) {

  static SessionView of(Connection session, Instant now) {
    return new SessionView(
        session.id().toString(),
        session.name(),
        status(session.phase()),
        number(session),
        session.device().toString(),
        qrCode(session, now),
        Micros.text(session.lastConnectedAt()),
        Micros.text(session.createdAt()),
        Micros.text(session.updatedAt()));
  }

  /// What `…/status` shows.
  record Status(
      @JsonProperty("session_id") String sessionId,
      String status,
      boolean connected,
      @JsonProperty("phone_number") String phoneNumber,
      @JsonProperty("qr_code") String qrCode) {
    static Status of(Connection session, Instant now) {
      return new Status(
          session.id().toString(),
          SessionView.status(session.phase()),
          session.phase() == SessionPhase.CONNECTED,
          number(session),
          SessionView.qrCode(session, now));
    }
  }

  private static String number(Connection session) {
    return session.digits().filter(_ -> session.phase() != SessionPhase.LOGGED_OUT).orElse(null);
  }

  private static String qrCode(Connection session, Instant now) {
    return session.qrShown(now).map(qr -> QrImage.dataUrl(qr.text())).orElse(null);
  }

  static String status(SessionPhase phase) {
    return switch (phase) {
      case CREATED, EXHAUSTED, QR_ROUND_OVER, STOPPED -> "disconnected";
      case OPENING, PAIRING, LOST, RETRYING -> "connecting";
      case SHOWING_QR -> "qr_ready";
      case CONNECTED -> "connected";
      case LOGGED_OUT -> "logged_out";
    };
  }
}
