-- What tenants set for their connections, beside consent (connections) and pace (lanes). Older versions
-- of the service know none of it and run beside it.

CREATE TABLE connection_settings (
  session_id         uuid PRIMARY KEY,
  tenant_id          uuid NOT NULL,
  device_name        text CHECK (length(device_name) BETWEEN 1 AND 100),
  -- Without its password. The whole URL is the worker's, sealed; proxy_file is the reference of the
  -- file by which it got there.
  proxy_url          text CHECK (length(proxy_url) <= 2048),
  proxy_file         text,
  send_read_receipts boolean NOT NULL DEFAULT true,
  reject_calls       boolean NOT NULL DEFAULT false,
  -- A calling code; NULL = the tenant's.
  default_country    text CHECK (default_country ~ '^[1-9][0-9]{0,2}$'),
  -- NULL = all of it.
  history_days       integer CHECK (history_days BETWEEN 0 AND 3650),
  -- Seconds; NULL = the installation's.
  message_lifetime   integer CHECK (message_lifetime BETWEEN 60 AND 604800),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
  CHECK ((proxy_url IS NULL) = (proxy_file IS NULL))
);

ALTER TABLE connection_settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON connection_settings TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON connection_settings TO trunkline_api_jobs
  USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON connection_settings TO trunkline_api, trunkline_api_jobs;
