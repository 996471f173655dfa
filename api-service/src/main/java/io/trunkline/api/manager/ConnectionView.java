package io.trunkline.api.manager;

import io.trunkline.api.connection.Connection;
import io.trunkline.api.connection.ConnectionStatus;
import io.trunkline.api.connection.QrImage;
import io.trunkline.api.web.Times;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// A connection as manager shows it.
record ConnectionView(
    String id,
    String customerId,
    String customerName,
    String websiteUrl,
    String status,
    String mobileNumber,
    String createdAt,
    String updatedAt,
    String lastConnectedAt) {

  static ConnectionView of(Connection connection) {
    return new ConnectionView(
        connection.id().toString(),
        connection.name(),
        connection.displayName(),
        connection.websiteUrl().orElse(null),
        connection.status().name().toLowerCase(Locale.ROOT),
        connection.number().orElse(null),
        Times.text(connection.createdAt()),
        Times.text(connection.updatedAt()),
        Times.text(connection.lastConnectedAt()));
  }

  /// @param qrCodeDataUrl null where no QR came in time
  record Auth(String connectionToken, String qrCodeDataUrl, String qrExpiresAt) {
    static Auth of(String token, Optional<Connection.Qr> qr) {
      return new Auth(
          token,
          qr.map(code -> QrImage.dataUrl(code.text())).orElse(null),
          Times.text(qr.map(Connection.Qr::expiresAt)));
    }
  }

  record Requested(ConnectionView connection, Auth auth) {}

  record Single(ConnectionView connection) {}

  record Page(java.util.List<ConnectionView> connections, long total, int page, int limit) {}

  /// @param mobileNumber only while connected
  /// @param qrCodeDataUrl only while a QR is shown
  record Status(
      String connectionId,
      String status,
      String socketStatus,
      boolean isReachable,
      String mobileNumber,
      String qrCodeDataUrl,
      String qrExpiresAt,
      String checkedAt) {
    static Status of(Connection connection, Instant now) {
      var qr =
          connection
              .qr()
              .filter(_ -> connection.status() == ConnectionStatus.PENDING_QR)
              .filter(code -> code.expiresAt().isAfter(now));
      return new Status(
          connection.id().toString(),
          connection.status().name().toLowerCase(Locale.ROOT),
          socketStatus(connection),
          connection.isOpen(),
          connection.status() == ConnectionStatus.CONNECTED
              ? connection.number().orElse(null)
              : null,
          qr.map(code -> QrImage.dataUrl(code.text())).orElse(null),
          Times.text(qr.map(Connection.Qr::expiresAt)),
          Times.text(now));
    }

    private static String socketStatus(Connection connection) {
      return connection.isOpen()
          ? "connected"
          : connection.status() == ConnectionStatus.STALE ? "stale" : "disconnected";
    }
  }
}
