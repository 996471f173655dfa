-- What tenants set for their sessions. Compatible with every version that knows V9: the columns have
-- defaults.

ALTER TABLE session
  -- SessionConfig, protobuf; empty = nothing is set.
  ADD COLUMN config bytea NOT NULL DEFAULT '',
  -- An encrypted record: the proxy's URL, which may hold a password.
  ADD COLUMN proxy bytea;
