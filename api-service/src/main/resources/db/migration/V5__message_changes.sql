-- Edits and deletions of stored messages, and what users add to messages. Older versions of the service run beside it.

ALTER TABLE messages
  -- By the sender's clock; body is the newest words.
  ADD COLUMN edited_at  timestamptz,
  -- Deleted for everyone; body is gone.
  ADD COLUMN revoked_at timestamptz;

-- The last word of each user on a message, which need not be stored itself.
CREATE TABLE message_additions (
  tenant_id   uuid NOT NULL,
  session_id  uuid NOT NULL,
  -- WhatsApp's id of the message that it belongs to.
  whatsapp_id text NOT NULL CHECK (length(whatsapp_id) BETWEEN 1 AND 255),
  kind        text NOT NULL CHECK (kind IN ('reaction', 'poll_vote', 'event_response')),
  sender      text NOT NULL CHECK (length(sender) BETWEEN 1 AND 255),
  -- The emoji; SHA-256 of each chosen option in hex; the response. None where it was taken back.
  choices     text[] NOT NULL,
  -- By the sender's clock where it is told.
  at          timestamptz NOT NULL,
  PRIMARY KEY (session_id, whatsapp_id, kind, sender),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE message_additions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON message_additions TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON message_additions TO trunkline_api_jobs
  USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON message_additions TO trunkline_api, trunkline_api_jobs;
