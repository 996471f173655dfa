-- The paced queue of notifications and the consent of their recipients. Older versions of the
-- service know none of it and run beside it.

CREATE TABLE consents (
  tenant_id   uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- Digits with the calling code.
  phone       text NOT NULL CHECK (phone ~ '^[0-9]{1,20}$'),
  opt_in      text NOT NULL CHECK (opt_in IN ('pending', 'yes', 'no')),
  opt_in_at   timestamptz,
  -- When the recipient was last asked; an answer closes the question.
  prompted_at timestamptz,
  prompt_open boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, phone)
);

-- NULL = the wording of this version.
CREATE TABLE consent_texts (
  tenant_id  uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  prompt     text,
  confirmed  text,
  declined   text,
  auto_reply text,
  -- Stands for {site}; without one there is no auto-reply.
  site       text
);

CREATE TABLE notifications (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- NULL once the session is removed.
  session_id   uuid,
  session      text NOT NULL,
  direction    text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  phone        text NOT NULL CHECK (phone ~ '^[0-9]{1,20}$'),
  type         text NOT NULL CHECK (length(type) BETWEEN 1 AND 32),
  body         text,
  caption      text,
  -- Content, protobuf, of what is to be sent.
  content      bytea,
  status       text NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'read', 'failed',
                                               'opted_out', 'received')),
  error        text,
  -- The message that it became.
  message_id   uuid,
  created_at   timestamptz NOT NULL,
  -- When the paced queue let it go; NULL for what does not go through it.
  released_at  timestamptz,
  sent_at      timestamptz,
  delivered_at timestamptz,
  read_at      timestamptz,
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id)
    ON DELETE SET NULL (session_id),
  CHECK ((direction = 'inbound') = (status = 'received')),
  CHECK (direction = 'inbound' OR content IS NOT NULL)
);
CREATE INDEX notifications_of_tenant ON notifications (tenant_id, id DESC);
CREATE INDEX notifications_waiting ON notifications (session_id, id)
  WHERE status = 'pending' AND message_id IS NULL;
CREATE INDEX notifications_under_way ON notifications (session_id, message_id)
  WHERE status = 'pending' AND message_id IS NOT NULL;
CREATE INDEX notifications_of_phone ON notifications (tenant_id, phone) WHERE status = 'pending';
CREATE INDEX notifications_by_message ON notifications (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX notifications_of_status ON notifications (tenant_id, status, id DESC);
-- What the caps of an hour and a day count.
CREATE INDEX notifications_released ON notifications (session_id, released_at DESC)
  WHERE released_at IS NOT NULL;

-- What waits for a session when that is removed never leaves.
CREATE FUNCTION end_notification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.status := 'failed';
  NEW.error := 'session removed';
  RETURN NEW;
END $$;
CREATE TRIGGER session_removed BEFORE UPDATE OF session_id ON notifications FOR EACH ROW
  WHEN (NEW.session_id IS NULL AND OLD.session_id IS NOT NULL AND OLD.status = 'pending')
  EXECUTE FUNCTION end_notification();

-- One lane a session that has something to send, or settings of its own.
CREATE TABLE lanes (
  session_id      uuid PRIMARY KEY,
  tenant_id       uuid NOT NULL,
  -- When it is looked at next; NULL: nothing waits.
  look_at         timestamptz,
  -- What leaves at look_at.
  chosen          bigint REFERENCES notifications ON DELETE SET NULL,
  -- The session's own pace; NULL = the installation's.
  min_seconds     integer CHECK (min_seconds BETWEEN 0 AND 3600),
  max_seconds     integer CHECK (max_seconds BETWEEN min_seconds AND 3600),
  poll_seconds    integer CHECK (poll_seconds BETWEEN 1 AND 3600),
  per_hour        integer CHECK (per_hour > 0),
  per_day         integer CHECK (per_day > 0),
  -- Nothing leaves from one local time to the other.
  quiet_from      time,
  quiet_to        time,
  quiet_zone      text,
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
  CHECK ((min_seconds IS NULL) = (max_seconds IS NULL)),
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL) AND (quiet_from IS NULL) = (quiet_zone IS NULL))
);
CREATE INDEX lanes_due ON lanes (look_at) WHERE look_at IS NOT NULL;

ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON consents TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON consents TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE consent_texts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON consent_texts TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON consent_texts TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON notifications TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON notifications TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE lanes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON lanes TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON lanes TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON consents, consent_texts, notifications, lanes
  TO trunkline_api, trunkline_api_jobs;
