-- Messages of both directions. A row of direction out that we accepted is outbox entry and
-- sent-message store at once: it fixes every input of the plaintext.

CREATE TABLE messages (
  id          uuid PRIMARY KEY,
  tenant_id   uuid NOT NULL,
  session_id  uuid NOT NULL,
  -- Order of acceptance.
  seq         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  direction   text NOT NULL CHECK (direction IN ('in', 'out')),
  whatsapp_id text NOT NULL CHECK (length(whatsapp_id) BETWEEN 1 AND 255),
  -- JID of the chat as it was addressed, or canonical as the worker reported it.
  chat        text NOT NULL CHECK (length(chat) BETWEEN 1 AND 255),
  -- The other name of the chat where both are known.
  chat_alias  text CHECK (length(chat_alias) BETWEEN 1 AND 255),
  -- Author of a message that we did not send.
  sender      text,
  push_name   text,
  -- Digits of the partner's phone number, with a leading +, where known.
  number      text CHECK (number ~ '^[+][0-9]{1,20}$'),
  kind        text NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
  body        text,
  status      text NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'read', 'played',
                                              'failed', 'received')),
  error_code  text,
  error       text,
  -- OutgoingMessage, protobuf; NULL for messages that we did not send.
  outgoing    bytea CHECK (length(outgoing) > 0),
  request_id  text,
  accepted_at timestamptz NOT NULL,
  -- WhatsApp's time for messages that we did not send.
  occurred_at timestamptz NOT NULL,
  -- End of the message lifetime; NULL for messages that we did not send.
  expires_at  timestamptz,
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
  UNIQUE (tenant_id, id),
  CHECK ((direction = 'in') = (status = 'received')),
  CHECK (direction = 'out' OR outgoing IS NULL),
  CHECK ((outgoing IS NULL) = (expires_at IS NULL)),
  CHECK ((status = 'failed') = (error_code IS NOT NULL))
);
CREATE UNIQUE INDEX messages_sent ON messages (session_id, whatsapp_id) WHERE outgoing IS NOT NULL;
CREATE INDEX messages_by_whatsapp_id ON messages (session_id, whatsapp_id);
CREATE INDEX messages_of_tenant ON messages (tenant_id, seq DESC);
CREATE INDEX messages_of_session ON messages (session_id, seq DESC);
CREATE INDEX messages_waiting ON messages (session_id, seq)
  WHERE status = 'pending' AND outgoing IS NOT NULL;
CREATE INDEX messages_lifetime ON messages (expires_at)
  WHERE status = 'pending' AND outgoing IS NOT NULL;

CREATE TABLE message_statuses (
  tenant_id   uuid NOT NULL,
  message_id  uuid NOT NULL,
  status      text NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'read', 'played',
                                              'failed', 'received')),
  -- JID of the member whose receipt it is, in groups; else empty.
  participant text NOT NULL DEFAULT '',
  at          timestamptz NOT NULL,
  PRIMARY KEY (message_id, status, participant),
  FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id) ON DELETE CASCADE
);

-- One row a session: who holds it, dispatches for the session. Apart from connections, so that a
-- dispatch in progress holds up neither the projection nor new messages.
CREATE TABLE outbox_sessions (
  session_id uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL,
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);

-- The last command that was issued for a message that is still unanswered. Apart from messages,
-- so that a dispatch never waits for a status nor a status for a dispatch.
CREATE TABLE dispatches (
  message_id uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL,
  session_id uuid NOT NULL,
  connection bigint NOT NULL CHECK (connection > 0),
  deadline   timestamptz NOT NULL,
  attempt    integer NOT NULL CHECK (attempt > 0),
  FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX dispatches_of_session ON dispatches (session_id);

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON messages TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON messages TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE message_statuses ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON message_statuses TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON message_statuses TO trunkline_api_jobs
  USING (true) WITH CHECK (true);

ALTER TABLE outbox_sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON outbox_sessions TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON outbox_sessions TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE dispatches ENABLE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON dispatches TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON messages, message_statuses, outbox_sessions
  TO trunkline_api, trunkline_api_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON dispatches TO trunkline_api_jobs;

-- What a worker may read: the messages it was told to send, for retries and repeats. The view
-- runs with its owner's rights, so the worker needs none on the table.
CREATE VIEW outgoing_messages WITH (security_barrier = true) AS
  SELECT id, tenant_id, session_id, whatsapp_id, chat, status, outgoing, accepted_at
  FROM messages
  WHERE outgoing IS NOT NULL;
GRANT SELECT ON outgoing_messages TO trunkline_worker;
