-- Tenants, their API keys and the operator's keys. First version; nothing older exists.
-- Every table of a tenant carries tenant_id and is readable by trunkline_api only within a
-- transaction whose setting trunkline.tenant names that tenant. trunkline_api_jobs sees all.

GRANT USAGE ON SCHEMA api TO trunkline_api, trunkline_api_jobs, trunkline_worker;

CREATE FUNCTION current_tenant() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('trunkline.tenant', true), '')::uuid;

CREATE TABLE tenants (
  id              uuid PRIMARY KEY,
  name            text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 128),
  -- Calling code, digits only, that is prepended to numbers of ten digits.
  default_country text NOT NULL DEFAULT '91' CHECK (default_country ~ '^[1-9][0-9]{0,2}$'),
  state           text NOT NULL DEFAULT 'active'
                  CHECK (state IN ('active', 'suspended', 'deleting')),
  -- NULL = no limit.
  max_sessions            integer CHECK (max_sessions >= 0),
  max_messages_per_day    integer CHECK (max_messages_per_day >= 0),
  max_requests_per_second integer CHECK (max_requests_per_second > 0),
  max_media_bytes         bigint  CHECK (max_media_bytes >= 0),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL
);

CREATE TABLE api_keys (
  id           uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  -- SHA-256 of the whole key; the key holds 256 random bits, so a plain hash cannot be guessed.
  secret_hash  bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  scopes       text[] NOT NULL
               CHECK (cardinality(scopes) > 0
                      AND scopes <@ ARRAY['READ', 'SEND', 'SESSIONS', 'ADMIN']),
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  last_used_at timestamptz
);
CREATE INDEX api_keys_of_tenant ON api_keys (tenant_id, created_at);

CREATE TABLE operator_keys (
  name         text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 128),
  secret_hash  bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz
);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants TO trunkline_api
  USING (id = current_tenant()) WITH CHECK (id = current_tenant());
CREATE POLICY every_tenant ON tenants TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON api_keys TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON api_keys TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON tenants, api_keys TO trunkline_api, trunkline_api_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON operator_keys TO trunkline_api_jobs;
