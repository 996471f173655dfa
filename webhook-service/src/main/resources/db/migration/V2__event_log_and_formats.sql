-- The log of events, what the views remember of sessions, chats and messages, and webhooks' formats.
-- Compatible with the first version: the new columns have defaults.

ALTER TABLE webhooks
  ADD COLUMN format text NOT NULL DEFAULT 'trunkline'
    CHECK (format IN ('trunkline', 'wwebjs', 'cloud')),
  -- Session ids as text that '*' leaves out, because another webhook stands for them.
  ADD COLUMN except_sessions text[] NOT NULL DEFAULT '{}';

-- A replayed delivery lives from here on, not from when it was made.
ALTER TABLE deliveries ADD COLUMN replayed_at timestamptz;

CREATE TABLE events (
  -- Order of storing; what is seen never gets a lower neighbour later (see EventLog).
  position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id       uuid NOT NULL,
  session_id      uuid NOT NULL,
  event_id        text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 256),
  sequence        bigint NOT NULL,
  -- Type and body of the format trunkline; NULL where it does not show the event.
  type            text CHECK (length(type) BETWEEN 1 AND 64),
  body            text,
  -- Bodies of the format wwebjs.
  wwebjs          text[] NOT NULL,
  occurred_at     timestamptz NOT NULL,
  created_at      timestamptz NOT NULL,
  UNIQUE (session_id, event_id),
  CHECK ((type IS NULL) = (body IS NULL))
);
CREATE INDEX events_of_tenant ON events (tenant_id, position) WHERE body IS NOT NULL;
CREATE INDEX events_of_session ON events (session_id, position) WHERE body IS NOT NULL;
CREATE INDEX events_by_sequence ON events (session_id, sequence);
CREATE INDEX events_by_age ON events (created_at);

CREATE TABLE sessions (
  session_id      uuid PRIMARY KEY,
  tenant_id       uuid NOT NULL,
  -- NULL until api-service has told it.
  name            text,
  first_tenant    boolean NOT NULL DEFAULT false,
  -- Own addresses and name since the last login.
  jid             text,
  lid             text,
  push_name       text,
  -- In wwebjs' words; NULL before the first.
  state           text,
  -- Whether authenticated was told since the link or start.
  authenticated   boolean NOT NULL DEFAULT false,
  -- Whether a phone has just been linked.
  linking         boolean NOT NULL DEFAULT false
);

CREATE INDEX sessions_by_name ON sessions (tenant_id, name);

CREATE TABLE chats (
  session_id      uuid NOT NULL,
  -- As the dialect writes it, @c.us where the number is known.
  jid             text NOT NULL,
  name            text,
  -- -1 = marked as unread.
  unread_count    integer NOT NULL DEFAULT 0,
  archived        boolean NOT NULL DEFAULT false,
  pinned          boolean NOT NULL DEFAULT false,
  locked          boolean NOT NULL DEFAULT false,
  -- Unix milliseconds; 0 = not muted, -1 = for ever.
  muted_until_ms  bigint NOT NULL DEFAULT 0,
  -- Unix seconds; 0 = not known.
  last_activity   bigint NOT NULL DEFAULT 0,
  last_message    text,
  PRIMARY KEY (session_id, jid)
);

CREATE TABLE messages (
  session_id      uuid NOT NULL,
  whatsapp_id     text NOT NULL,
  -- MessageReceived, protobuf.
  message         bytea NOT NULL,
  ack             integer NOT NULL,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (session_id, whatsapp_id)
);
CREATE INDEX messages_by_age ON messages (created_at);

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON events TO trunkline_webhook USING (tenant_id = current_tenant());
CREATE POLICY every_tenant ON events TO trunkline_webhook_jobs USING (true) WITH CHECK (true);

GRANT SELECT ON events TO trunkline_webhook;
GRANT SELECT, INSERT, UPDATE, DELETE ON events, sessions, chats, messages TO trunkline_webhook_jobs;
