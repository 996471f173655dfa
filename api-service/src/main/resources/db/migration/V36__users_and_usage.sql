-- People who sign in, and what tenants use a day. Older versions of the service run beside it.

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  -- NULL = of the installation: an operator.
  tenant_id     uuid REFERENCES tenants ON DELETE CASCADE,
  email         text NOT NULL UNIQUE
                CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email)),
  -- bcrypt.
  password_hash text NOT NULL CHECK (password_hash LIKE '$2%'),
  role          text NOT NULL CHECK (role IN ('viewer', 'agent', 'admin', 'operator')),
  created_at    timestamptz NOT NULL,
  last_login_at timestamptz,
  CHECK ((role = 'operator') = (tenant_id IS NULL))
);
CREATE INDEX users_of_tenant ON users (tenant_id, created_at);

-- Logins that were ended before their time.
CREATE TABLE ended_logins (
  id         uuid PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ended_logins_expiry ON ended_logins (expires_at);

-- Days are UTC's.
CREATE TABLE usage_days (
  tenant_id   uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  day         date NOT NULL,
  api_calls   bigint NOT NULL DEFAULT 0 CHECK (api_calls >= 0),
  media_bytes bigint NOT NULL DEFAULT 0 CHECK (media_bytes >= 0),
  PRIMARY KEY (tenant_id, day)
);

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON users TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON users TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE usage_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON usage_days TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON usage_days TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON users, ended_logins TO trunkline_api_jobs;
GRANT SELECT, INSERT, UPDATE ON usage_days TO trunkline_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON usage_days TO trunkline_api_jobs;
