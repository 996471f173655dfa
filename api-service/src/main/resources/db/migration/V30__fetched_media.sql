-- Where the media store has the files of messages that others sent. Compatible with every version of
-- api-service that knows V10.

CREATE TABLE fetched_media (
  message_id uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL,
  -- The media store's name of the file.
  reference  text NOT NULL CHECK (reference ~ '^[0-9a-f]{64}$'),
  FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE fetched_media ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON fetched_media TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON fetched_media TO trunkline_api_jobs USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON fetched_media TO trunkline_api, trunkline_api_jobs;
