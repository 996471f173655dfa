package io.trunkline.api.connection;

import java.util.List;
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

  int deleteByTenantIdAndId(UUID tenantId, UUID id);

  List<ConnectionRow> findByTenantIdOrderByCreatedAtAscIdAsc(UUID tenantId);

  /// By what callers may name a session: its id, its name, its device's id, its linked number's
  /// digits, in that order. A device that was unlinked names none.
  @Query(
      nativeQuery = true,
      value =
          """
          SELECT * FROM api.connections
          WHERE tenant_id = :tenantId
            AND (id::text = lower(:text) OR name = :text
                 OR state <> 'LOGGED_OUT' AND (device_id::text = lower(:text)
                                               OR substring(jid FROM '^[0-9]+') = :text))
          ORDER BY id::text = lower(:text) DESC, name = :text DESC,
            device_id::text = lower(:text) DESC, status = 'connected' DESC, created_at, id
          LIMIT 1
          """)
  Optional<ConnectionRow> resolve(UUID tenantId, String text);

  /// Newest first, without names that manager does not know; a filter that is null does not filter.
  @Query(
      """
      SELECT c FROM ConnectionRow c
      WHERE c.tenantId = :tenantId
        AND (:id IS NULL OR c.id = :id)
        AND (:status IS NULL OR c.status = :status)
        AND (:name IS NULL OR c.name = :name)
        AND c.name LIKE REGEXP '^[A-Za-z0-9._-]{1,128}$'
      ORDER BY c.createdAt DESC, c.id
      """)
  Page<ConnectionRow> search(UUID tenantId, UUID id, String status, String name, Pageable page);
}
