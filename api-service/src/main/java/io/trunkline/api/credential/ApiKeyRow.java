package io.trunkline.api.credential;

import io.trunkline.contract.Caller.Scope;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "api_keys")
class ApiKeyRow implements Persistable<UUID> {
  @Id private UUID id;

  @Column(updatable = false)
  private UUID tenantId;

  private String name;

  @Column(updatable = false)
  private byte[] secretHash;

  private String[] scopes;

  @Column(name = "max_requests_per_second")
  private Integer requestsPerSecond;

  @Column(updatable = false)
  private Instant createdAt;

  private Instant expiresAt;

  // Written by introspection alone.
  @Column(insertable = false, updatable = false)
  private Instant lastUsedAt;

  @Transient private boolean stored;

  protected ApiKeyRow() {}

  ApiKeyRow(
      UUID id,
      UUID tenantId,
      String name,
      byte[] secretHash,
      Set<Scope> scopes,
      Optional<Integer> requestsPerSecond,
      Instant createdAt,
      Optional<Instant> expiresAt) {
    this.id = id;
    this.tenantId = tenantId;
    this.name = name;
    this.secretHash = secretHash.clone();
    this.scopes = scopes.stream().map(Scope::name).sorted().toArray(String[]::new);
    this.requestsPerSecond = requestsPerSecond.orElse(null);
    this.createdAt = createdAt;
    this.expiresAt = expiresAt.orElse(null);
  }

  ApiKey view() {
    var granted = EnumSet.noneOf(Scope.class);
    Arrays.stream(scopes).map(Scope::valueOf).forEach(granted::add);
    return new ApiKey(
        id,
        name,
        granted,
        Optional.ofNullable(requestsPerSecond),
        createdAt,
        Optional.ofNullable(expiresAt),
        Optional.ofNullable(lastUsedAt));
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
