-- Files that batches send, and since when the media store keeps which file. Compatible with every
-- version that knows V35: they accept and release texts only, and keep files for ever.

CREATE TABLE bulk_files (
  tenant_id  uuid NOT NULL,
  batch_id   uuid NOT NULL,
  number     integer NOT NULL CHECK (number >= 0),
  url        text NOT NULL,
  name       text,
  mimetype   text,
  -- Not fetched before; a fetch that is under way moves it on.
  look_at    timestamptz NOT NULL,
  -- Content, protobuf, without a caption, once the file is fetched.
  content    bytea,
  -- Why it cannot be.
  error_code text,
  error      text,
  PRIMARY KEY (batch_id, number),
  FOREIGN KEY (tenant_id, batch_id) REFERENCES bulk_batches (tenant_id, id) ON DELETE CASCADE,
  CHECK (content IS NULL OR error_code IS NULL)
);

-- NULL = a text.
ALTER TABLE bulk_items ADD COLUMN file integer;
ALTER TABLE bulk_items ADD FOREIGN KEY (batch_id, file) REFERENCES bulk_files (batch_id, number);
ALTER TABLE bulk_batches ADD COLUMN has_files boolean NOT NULL DEFAULT false;

CREATE TABLE kept_files (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- The media store's name of the file.
  reference text NOT NULL CHECK (reference ~ '^[0-9a-f]{64}$'),
  kept_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, reference)
);
CREATE INDEX kept_files_by_age ON kept_files (kept_at);
INSERT INTO kept_files (tenant_id, reference, kept_at)
SELECT DISTINCT tenant_id, reference, now() FROM fetched_media;

ALTER TABLE bulk_files ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bulk_files TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON bulk_files TO trunkline_api_jobs USING (true) WITH CHECK (true);

ALTER TABLE kept_files ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON kept_files TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON kept_files TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON bulk_files, kept_files TO trunkline_api, trunkline_api_jobs;
