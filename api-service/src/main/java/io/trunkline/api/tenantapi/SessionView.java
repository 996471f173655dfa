package io.trunkline.api.tenantapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.QrImage;
import io.trunkline.api.connection.SessionPhase;
import io.trunkline.api.connection.Sessions;
import io.trunkline.api.web.Times;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A session with everything that is known of its life.
///
/// @param phase see [SessionPhase], in lower case
/// @param reason slug of why it is so; null where there is nothing to say
/// @param reconnectLimit 0: any number
/// @param isProtected whether it cannot be deleted
/// @param hasQr whether a code waits to be scanned
/// @param qr absent where none is shown, and in lists, because it is secret until scanned
record SessionView(
    String id,
    String name,
    String displayName,
    String phase,
    String reason,
    int reconnectAttempts,
    int reconnectLimit,
    boolean consent,
    boolean isProtected,
    String mobileNumber,
    boolean hasQr,
    @JsonInclude(JsonInclude.Include.NON_NULL) Qr qr,
    String createdAt,
    String updatedAt,
    String lastConnectedAt) {

  /// @param next null on the last page
  record All(List<SessionView> sessions, String next) {}

  record Single(SessionView session) {}

  /// @param dataUrl PNG
  record Qr(String dataUrl, String expiresAt) {}

  /// @param code `XXXX-XXXX`, secret until typed
  record Code(String code) {}

  static SessionView withoutQr(Connection session, Instant now) {
    return of(session, now, null);
  }

  static SessionView of(Connection session, Instant now) {
    return of(
        session,
        now,
        session
            .qrShown(now)
            .map(qr -> new Qr(QrImage.dataUrl(qr.text()), Times.text(qr.expiresAt())))
            .orElse(null));
  }

  private static SessionView of(Connection session, Instant now, Qr qr) {
    return new SessionView(
        session.id().toString(),
        session.name(),
        session.displayName(),
        session.phase().name().toLowerCase(Locale.ROOT),
        session.reason().orElse(null),
        session.attempts(),
        session.settings().reconnectLimit(),
        session.settings().consent(),
        session.name().equals(Sessions.DEFAULT),
        session.number().filter(_ -> session.phase() != SessionPhase.LOGGED_OUT).orElse(null),
        session.qrShown(now).isPresent(),
        qr,
        Times.text(session.createdAt()),
        Times.text(session.updatedAt()),
        Times.text(session.lastConnectedAt()));
  }
}
