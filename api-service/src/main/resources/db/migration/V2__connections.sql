-- Connections: what api-service knows of each session. The worker owns the session itself; the
-- columns below the line are a projection of its events.

CREATE TABLE connections (
  id              uuid PRIMARY KEY,
  tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- The session's name; manager calls it customerId.
  name            text NOT NULL CHECK (name ~ '^[A-Za-z0-9._-]{1,128}$'),
  display_name    text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 255),
  website_url     text CHECK (length(website_url) <= 2048),
  -- What the connection token is made of; of the token itself only the hash is kept.
  token_id        uuid NOT NULL,
  token_issued_at bigint NOT NULL,
  token_hash      bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  -- Stopped because the tenant is suspended; started again when it is resumed.
  suspended       boolean NOT NULL DEFAULT false,
  ---------------------------------------------------------------------------------------------
  status          text NOT NULL CHECK (status IN ('pending_qr', 'connected', 'stale')),
  state           text NOT NULL CHECK (state IN ('CLOSED', 'CONNECTING', 'QR', 'PAIRING', 'OPEN',
                                                 'RETRYING', 'QR_TIMEOUT', 'LOGGED_OUT', 'HELD')),
  reason          text,
  -- Number of the connection; rises with every login. 0 = there has been none.
  connection      bigint NOT NULL DEFAULT 0 CHECK (connection >= 0),
  jid             text,
  lid             text,
  push_name       text,
  -- Secret until scanned.
  qr              text,
  qr_expires_at   timestamptz,
  until           timestamptz,
  last_connected_at timestamptz,
  health_state    text,
  health_reason   text,
  health_until    timestamptz,
  -- The newest state event that is in here; older ones are dropped.
  event_epoch     bigint NOT NULL DEFAULT 0,
  event_sequence  bigint NOT NULL DEFAULT 0,
  health_epoch    bigint NOT NULL DEFAULT 0,
  health_sequence bigint NOT NULL DEFAULT 0,
  UNIQUE (tenant_id, name),
  UNIQUE (tenant_id, id),
  CHECK ((qr IS NULL) OR (state = 'QR'))
);
CREATE INDEX connections_of_tenant ON connections (tenant_id, created_at);

ALTER TABLE connections ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON connections TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON connections TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON connections TO trunkline_api, trunkline_api_jobs;
