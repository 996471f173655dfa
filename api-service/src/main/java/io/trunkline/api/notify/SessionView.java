package io.trunkline.api.notify;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.QrImage;
import io.trunkline.api.connection.SessionPhase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A session as `/api/status` and `/api/sessions` show it.
///
/// @param status `online`, `offline` or `connecting`
/// @param phone digits of the linked account, or null
/// @param lastSeen `YYYY-MM-DD HH:MM:SS`, UTC, or null
/// @param qrCode PNG data URL while a scan is awaited, else null
record SessionView(
    String name,
    String status,
    String phone,
    @JsonProperty("last_seen") String lastSeen,
    @JsonProperty("qr_code") String qrCode) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  static SessionView of(Connection session, Instant now) {
    return new SessionView(
        session.name(),
        status(session.phase()),
        session.digits().filter(_ -> session.phase() != SessionPhase.LOGGED_OUT).orElse(null),
        session.lastSeenAt().map(TIME::format).orElse(null),
        session.qrShown(now).map(qr -> QrImage.dataUrl(qr.text())).orElse(null));
  }

  private static String status(SessionPhase phase) {
    return switch (phase) {
      case CONNECTED -> "online";
      case OPENING, SHOWING_QR, PAIRING, LOST, RETRYING -> "connecting";
      case CREATED, EXHAUSTED, QR_ROUND_OVER, STOPPED, LOGGED_OUT -> "offline";
    };
  }
}
