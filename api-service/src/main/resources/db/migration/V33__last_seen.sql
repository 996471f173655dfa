-- When a session was last known to be connected. Older versions of the service run beside it: they
-- neither read nor write it.

ALTER TABLE connections ADD COLUMN last_seen_at timestamptz;
CREATE INDEX connections_open ON connections (last_seen_at) WHERE state = 'OPEN';
