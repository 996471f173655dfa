package io.trunkline.api.credential;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface ApiKeyRows extends JpaRepository<ApiKeyRow, UUID> {
  List<ApiKeyRow> findByTenantIdOrderByCreatedAtAscIdAsc(UUID tenantId);

  long deleteByTenantIdAndId(UUID tenantId, UUID id);
}
