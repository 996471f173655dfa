-- Event ids whose effect is stored, and replies kept for Idempotency-Key.

CREATE TABLE processed_events (
  event_id     text PRIMARY KEY CHECK (length(event_id) BETWEEN 1 AND 255),
  processed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX processed_events_by_age ON processed_events (processed_at);

CREATE TABLE idempotency_keys (
  tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- SHA-256 of the header's value.
  key_hash        bytea NOT NULL CHECK (length(key_hash) = 32),
  -- SHA-256 of method, path and fields.
  request_hash    bytea NOT NULL CHECK (length(request_hash) = 32),
  -- What the first request made: a message, a connection or a key.
  resource_id     uuid NOT NULL,
  created_at      timestamptz NOT NULL,
  -- The first reply; NULL until it was sent. AES-256-GCM, because replies can hold secrets.
  response_status integer CHECK (response_status BETWEEN 200 AND 599),
  response        bytea,
  PRIMARY KEY (tenant_id, key_hash),
  CHECK ((response IS NULL) = (response_status IS NULL))
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON idempotency_keys TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON idempotency_keys TO trunkline_api_jobs
  USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO trunkline_api, trunkline_api_jobs;
GRANT SELECT, INSERT, DELETE ON processed_events TO trunkline_api_jobs;
