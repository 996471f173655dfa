package io.trunkline.api.connection;

import io.trunkline.api.credential.ConnectionTokens;
import io.trunkline.api.credential.Hashes;
import io.trunkline.proto.event.ConnectionState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.springframework.data.domain.Persistable;

/// Requests write what the caller gave and the reset before a new link; everything else is written
/// by the projection of events, so an update names only the columns that changed.
@Entity
@Table(name = "connections")
@DynamicUpdate
class ConnectionRow implements Persistable<UUID> {
  @Id private UUID id;

  @Column(updatable = false)
  private UUID tenantId;

  @Column(updatable = false)
  private String name;

  private String displayName;
  private String websiteUrl;

  @Column(updatable = false)
  private UUID tokenId;

  @Column(updatable = false)
  private long tokenIssuedAt;

  private byte[] tokenHash;
  private boolean consent;
  private int reconnectLimit;
  private UUID deviceId;

  @Column(updatable = false)
  private Instant createdAt;

  private Instant updatedAt;
  private String status;
  private String state;
  private String reason;
  private int attempts;
  private long connection;
  private String jid;
  private String lid;
  private String qr;
  private Instant qrExpiresAt;
  private Instant lastConnectedAt;

  @Column(updatable = false)
  private Instant lastSeenAt;

  @Transient private boolean stored;

  protected ConnectionRow() {}

  ConnectionRow(UUID id, UUID tenantId, String name, SessionSettings settings, Instant now) {
    this.id = id;
    this.tenantId = tenantId;
    this.name = name;
    this.tokenId = UUID.randomUUID();
    this.tokenIssuedAt = now.getEpochSecond();
    this.createdAt = now;
    this.consent = settings.consent();
    this.reconnectLimit = settings.reconnectLimit();
  }

  void askForConsent() {
    this.consent = true;
  }

  void describe(String displayName, Optional<String> websiteUrl, Instant now) {
    this.displayName = displayName;
    websiteUrl.ifPresent(url -> this.websiteUrl = url);
    this.updatedAt = now;
  }

  /// Waits for a new QR: what was known of the old link is gone, and the device will be another.
  void awaitLink(Instant now) {
    this.status = "pending_qr";
    this.state = ConnectionState.CLOSED.name();
    this.reason = null;
    this.attempts = 0;
    this.deviceId = UUID.randomUUID();
    this.jid = null;
    this.lid = null;
    this.qr = null;
    this.qrExpiresAt = null;
    this.updatedAt = now;
  }

  /// @return the connection's token, the same each time
  String signToken(ConnectionTokens tokens) {
    var token =
        tokens.sign(new ConnectionTokens.Claims(id, tenantId, name, tokenId, tokenIssuedAt));
    // Changes only where the gateway's secret was changed in between.
    this.tokenHash = Hashes.sha256(token);
    return token;
  }

  Connection view() {
    return new Connection(
        id,
        tenantId,
        name,
        displayName,
        Optional.ofNullable(websiteUrl),
        new SessionSettings(consent, reconnectLimit),
        ConnectionStatus.valueOf(status.toUpperCase(Locale.ROOT)),
        ConnectionState.valueOf(state),
        Optional.ofNullable(reason),
        attempts,
        connection,
        deviceId,
        Optional.ofNullable(jid),
        qr == null ? Optional.empty() : Optional.of(new Connection.Qr(qr, qrExpiresAt)),
        createdAt,
        updatedAt,
        Optional.ofNullable(lastConnectedAt),
        Optional.ofNullable(lastSeenAt));
  }

  @Override
  public UUID getId() {
    return id;
  }

  @Override
  public boolean isNew() {
    return !stored;
  }

  @PostLoad
  @PostPersist
  void nowStored() {
    stored = true;
  }
}
