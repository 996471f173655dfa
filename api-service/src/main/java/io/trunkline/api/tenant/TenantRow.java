package io.trunkline.api.tenant;

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
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "tenants")
class TenantRow implements Persistable<UUID> {
  @Id private UUID id;
  private String name;
  private String defaultCountry;
  private String state;
  private Integer maxSessions;
  private Integer maxMessagesPerDay;
  private Integer maxRequestsPerSecond;
  private Long maxMediaBytes;

  @Column(updatable = false)
  private Instant createdAt;

  private Instant updatedAt;

  /// The id is ours, so only this tells an insert from an update.
  @Transient private boolean stored;

  protected TenantRow() {}

  TenantRow(UUID id, String name, String defaultCountry, Quotas quotas, Instant now) {
    this.id = id;
    this.state = "active";
    this.createdAt = now;
    change(name, defaultCountry, quotas, now);
  }

  final void change(String name, String defaultCountry, Quotas quotas, Instant now) {
    this.name = name;
    this.defaultCountry = defaultCountry;
    this.maxSessions = quotas.sessions().orElse(null);
    this.maxMessagesPerDay = quotas.messagesPerDay().orElse(null);
    this.maxRequestsPerSecond = quotas.requestsPerSecond().orElse(null);
    this.maxMediaBytes = quotas.mediaBytes().orElse(null);
    this.updatedAt = now;
  }

  void enter(Tenant.State next, Instant now) {
    this.state = next.name().toLowerCase(Locale.ROOT);
    this.updatedAt = now;
  }

  Tenant view() {
    return new Tenant(
        id,
        name,
        defaultCountry,
        Tenant.State.valueOf(state.toUpperCase(Locale.ROOT)),
        new Quotas(
            Optional.ofNullable(maxSessions),
            Optional.ofNullable(maxMessagesPerDay),
            Optional.ofNullable(maxRequestsPerSecond),
            Optional.ofNullable(maxMediaBytes)),
        createdAt,
        updatedAt);
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
