package io.trunkline.api.connection;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface ConnectionRows extends JpaRepository<ConnectionRow, UUID> {
  Optional<ConnectionRow> findByTenantIdAndId(UUID tenantId, UUID id);

  Optional<ConnectionRow> findByTenantIdAndName(UUID tenantId, String name);

  long countByTenantId(UUID tenantId);

  /// Newest first; a filter that is null does not filter.
  @Query(
      """
      SELECT c FROM ConnectionRow c
      WHERE c.tenantId = :tenantId
        AND (:id IS NULL OR c.id = :id)
        AND (:status IS NULL OR c.status = :status)
        AND (:name IS NULL OR c.name = :name)
      ORDER BY c.createdAt DESC, c.id
      """)
  Page<ConnectionRow> search(UUID tenantId, UUID id, String status, String name, Pageable page);
}
