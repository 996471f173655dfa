-- Who changed what, when and from where. Older versions of the service run beside it and write none.

CREATE TABLE audit (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- NULL = of the installation. No reference: what the operator did outlives the tenant.
  tenant_id   uuid,
  occurred_at timestamptz NOT NULL,
  actor_kind  text NOT NULL CHECK (actor_kind ~ '^[a-z_]{1,32}$'),
  actor       text NOT NULL CHECK (length(actor) BETWEEN 1 AND 256),
  action      text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
  target      text NOT NULL CHECK (length(target) <= 256),
  detail      text NOT NULL CHECK (length(detail) <= 1024),
  -- NULL = no request.
  address     text CHECK (length(address) BETWEEN 1 AND 64),
  request_id  text NOT NULL CHECK (length(request_id) <= 128)
);
CREATE INDEX audit_of_tenant ON audit (tenant_id, id DESC);

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON audit TO trunkline_api_jobs USING (true) WITH CHECK (true);

-- Nobody changes what is written; a tenant's deletion removes its rows.
GRANT SELECT, INSERT ON audit TO trunkline_api;
GRANT SELECT, INSERT, DELETE ON audit TO trunkline_api_jobs;
