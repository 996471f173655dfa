-- Bearer API tokens of a tenant's users. Older versions of the service run beside it.

CREATE TABLE api_tokens (
  id           uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- The tenant's own label for its user.
  user_id      uuid NOT NULL,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  -- SHA-256 of the whole token; the token holds 256 random bits, so a plain hash cannot be guessed.
  secret_hash  bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  scopes       text[] NOT NULL CHECK (scopes <@ ARRAY['READ', 'SEND', 'SESSIONS']),
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX api_tokens_of_user ON api_tokens (tenant_id, user_id, created_at);

ALTER TABLE api_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON api_tokens TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON api_tokens TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON api_tokens TO trunkline_api, trunkline_api_jobs;
