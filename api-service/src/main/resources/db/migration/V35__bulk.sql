-- Batches of messages: kept whole when they are accepted, released to the outbox a few at a time.
-- Older versions of the service know none of it and run beside it.

CREATE TABLE bulk_batches (
  id          uuid PRIMARY KEY,
  tenant_id   uuid NOT NULL,
  session_id  uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  not_before  timestamptz NOT NULL,
  -- The batch's own pace; NULL = the connection's, or none.
  min_seconds integer CHECK (min_seconds BETWEEN 0 AND 3600),
  max_seconds integer CHECK (max_seconds BETWEEN min_seconds AND 3600),
  -- When it is looked at next; NULL: nothing of it waits any more.
  release_at  timestamptz,
  request_id  text,
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
  CHECK ((min_seconds IS NULL) = (max_seconds IS NULL))
);
CREATE INDEX bulk_batches_due ON bulk_batches (release_at) WHERE release_at IS NOT NULL;

CREATE TABLE bulk_items (
  tenant_id  uuid NOT NULL,
  batch_id   uuid NOT NULL,
  position   integer NOT NULL CHECK (position >= 0),
  -- Digits with the calling code.
  phone      text NOT NULL CHECK (phone ~ '^[0-9]{1,20}$'),
  body       text NOT NULL,
  -- The message that it became; fixed once, in the transaction that accepts the message.
  message_id uuid,
  -- Why it never became one.
  error_code text,
  error      text,
  PRIMARY KEY (batch_id, position),
  FOREIGN KEY (tenant_id, batch_id) REFERENCES bulk_batches (tenant_id, id) ON DELETE CASCADE,
  CHECK (message_id IS NULL OR error_code IS NULL)
);
CREATE INDEX bulk_items_waiting ON bulk_items (batch_id, position)
  WHERE message_id IS NULL AND error_code IS NULL;

ALTER TABLE bulk_batches ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bulk_batches TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON bulk_batches TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE bulk_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bulk_items TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON bulk_items TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON bulk_batches, bulk_items
  TO trunkline_api, trunkline_api_jobs;
