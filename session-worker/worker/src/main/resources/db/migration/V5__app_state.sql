-- App state: sync keys, where each collection stands and what it is the sum of. Adds tables only; workers of V1 go on.

-- A record encrypts the key; key_id is its wire form: device index (2), epoch (4).
CREATE TABLE sync_key (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  key_id     bytea NOT NULL CHECK (length(key_id) = 6),
  record     bytea NOT NULL,
  PRIMARY KEY (session_id, key_id)
);

-- When the phone was last asked for a key that is missing.
CREATE TABLE sync_key_request (
  session_id   uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  key_id       bytea NOT NULL CHECK (length(key_id) = 6),
  requested_at timestamptz NOT NULL,
  PRIMARY KEY (session_id, key_id)
);

-- The LTHash is the sum of the value MACs in app_state_mac at that version.
CREATE TABLE app_state (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  collection text NOT NULL CHECK (collection <> ''),
  version    bigint NOT NULL CHECK (version >= 0),
  lt_hash    bytea NOT NULL CHECK (length(lt_hash) = 128),
  is_parked  boolean NOT NULL DEFAULT false,
  PRIMARY KEY (session_id, collection)
);

CREATE TABLE app_state_mac (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  collection text NOT NULL CHECK (collection <> ''),
  index_mac  bytea NOT NULL CHECK (length(index_mac) = 32),
  value_mac  bytea NOT NULL CHECK (length(value_mac) = 32),
  PRIMARY KEY (session_id, collection, index_mac)
);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON sync_key, sync_key_request, app_state, app_state_mac TO trunkline_worker;
