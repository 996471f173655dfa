-- Webhooks, the queue of their deliveries, and what is known of sessions' epochs. First version.
-- Every table of a tenant carries tenant_id and is readable by trunkline_webhook only within a
-- transaction whose setting trunkline.tenant names that tenant. trunkline_webhook_jobs sees all.

CREATE FUNCTION current_tenant() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('trunkline.tenant', true), '')::uuid;

CREATE TABLE webhooks (
  id              uuid PRIMARY KEY,
  tenant_id       uuid NOT NULL,
  url             text NOT NULL CHECK (length(url) BETWEEN 8 AND 2048),
  -- Event types, or '*'.
  events          text[] NOT NULL CHECK (cardinality(events) > 0),
  -- Session ids as text, or '*'.
  sessions        text[] NOT NULL CHECK (cardinality(sessions) > 0),
  ordered         boolean NOT NULL DEFAULT true,
  -- Signing secret and custom headers, each encrypted under the tenant's key.
  secret          bytea NOT NULL CHECK (length(secret) > 28),
  headers         bytea NOT NULL CHECK (length(headers) > 28),
  -- The secret before the last rotation; it signs too until the given time.
  previous_secret       bytea CHECK (length(previous_secret) > 28),
  previous_secret_until timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL))
);
CREATE INDEX webhooks_of_tenant ON webhooks (tenant_id, created_at);

-- One event on its way to one webhook. The unique pair makes a redelivered event harmless.
CREATE TABLE deliveries (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- Order of arrival from the topic, which is the order of a session's events.
  position        bigint GENERATED ALWAYS AS IDENTITY,
  webhook_id      uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  tenant_id       uuid NOT NULL,
  session_id      uuid NOT NULL,
  event_id        text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 256),
  type            text NOT NULL CHECK (length(type) BETWEEN 1 AND 64),
  body            text NOT NULL,
  status          text NOT NULL DEFAULT 'pending'
                  CHECK (status IN ('pending', 'delivered', 'dead')),
  attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz NOT NULL,
  status_code     integer,
  latency_ms      integer,
  error           text,
  created_at      timestamptz NOT NULL,
  finished_at     timestamptz,
  UNIQUE (webhook_id, event_id),
  CHECK ((status = 'pending') = (finished_at IS NULL))
);
CREATE INDEX deliveries_pending ON deliveries (webhook_id, session_id, position)
  WHERE status = 'pending';
CREATE INDEX deliveries_listed ON deliveries (webhook_id, position DESC);
CREATE INDEX deliveries_finished ON deliveries (finished_at) WHERE finished_at IS NOT NULL;

-- The queue of one session at one webhook; who holds the claim works it off alone, in order.
CREATE TABLE lanes (
  webhook_id      uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  session_id      uuid NOT NULL,
  -- 'infinity' = nothing is waiting.
  due_at          timestamptz NOT NULL,
  claimed_until   timestamptz,
  claimed_by      uuid,
  PRIMARY KEY (webhook_id, session_id),
  CHECK ((claimed_until IS NULL) = (claimed_by IS NULL))
);
CREATE INDEX lanes_due ON lanes (due_at) WHERE due_at < 'infinity';

-- Highest epoch seen of each session: state events of a lower one are dropped.
CREATE TABLE session_epochs (
  session_id      uuid PRIMARY KEY,
  tenant_id       uuid NOT NULL,
  epoch           bigint NOT NULL
);

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON webhooks TO trunkline_webhook
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON webhooks TO trunkline_webhook_jobs USING (true) WITH CHECK (true);

ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON deliveries TO trunkline_webhook
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON deliveries TO trunkline_webhook_jobs USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA webhook TO trunkline_webhook, trunkline_webhook_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO trunkline_webhook;
GRANT SELECT ON deliveries TO trunkline_webhook;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks, deliveries, lanes, session_epochs
  TO trunkline_webhook_jobs;
