package io.trunkline.api.tenant;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface TenantRows extends JpaRepository<TenantRow, UUID> {}
