-- Chats and labels as the devices of an account share them, and messages whole. Compatible with
-- every version of api-service that knows V5: the new columns have defaults.

ALTER TABLE messages
  -- Content, protobuf: everything that it says. NULL where we sent it (see outgoing) or where it was
  -- stored before this migration.
  ADD COLUMN content bytea,
  -- From the account's past, not live; such messages count in no statistics.
  ADD COLUMN past boolean NOT NULL DEFAULT false,
  ADD COLUMN starred boolean NOT NULL DEFAULT false,
  ADD COLUMN starred_at timestamptz,
  -- Deleted on the account's devices, or cleared with its chat.
  ADD COLUMN hidden boolean NOT NULL DEFAULT false;
CREATE INDEX messages_of_chat ON messages (session_id, chat, occurred_at DESC, seq DESC);

CREATE TABLE chats (
  tenant_id        uuid NOT NULL,
  session_id       uuid NOT NULL,
  -- As in messages.chat.
  jid              text NOT NULL CHECK (length(jid) BETWEEN 1 AND 255),
  -- The other name where both are known.
  alias            text CHECK (length(alias) BETWEEN 1 AND 255),
  -- A group's subject, or what the phone calls the chat.
  name             text,
  unread_count     integer NOT NULL DEFAULT 0 CHECK (unread_count >= 0),
  marked_unread    boolean NOT NULL DEFAULT false,
  archived         boolean NOT NULL DEFAULT false,
  pinned           boolean NOT NULL DEFAULT false,
  locked           boolean NOT NULL DEFAULT false,
  -- 'infinity' = for ever; NULL = not muted.
  muted_until      timestamptz,
  last_activity_at timestamptz,
  -- Deleted; a new message brings it back.
  deleted          boolean NOT NULL DEFAULT false,
  -- When each mark was changed last, Unix ms by the name of its column: of two changes the later one
  -- counts, in whatever order they come.
  changed          jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (session_id, jid),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX chats_by_activity ON chats (session_id, pinned DESC, last_activity_at DESC NULLS LAST);

CREATE TABLE labels (
  tenant_id  uuid NOT NULL,
  session_id uuid NOT NULL,
  id         text NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
  name       text NOT NULL,
  -- Number in WhatsApp's palette.
  color      integer NOT NULL,
  deleted    boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (session_id, id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE label_members (
  tenant_id   uuid NOT NULL,
  session_id  uuid NOT NULL,
  label_id    text NOT NULL CHECK (length(label_id) BETWEEN 1 AND 64),
  -- The chat; with a whatsapp_id a message of it.
  jid         text NOT NULL CHECK (length(jid) BETWEEN 1 AND 255),
  whatsapp_id text NOT NULL DEFAULT '' CHECK (length(whatsapp_id) <= 255),
  labeled     boolean NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (session_id, label_id, jid, whatsapp_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX label_members_by_chat ON label_members (session_id, jid);

ALTER TABLE chats ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON chats TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON chats TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE labels ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON labels TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON labels TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE label_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON label_members TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON label_members TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON chats, labels, label_members
  TO trunkline_api, trunkline_api_jobs;
