-- Sessions with their keys, the inbox, tenants' data keys and the epochs that fence writes. First version.

-- One sequence for all shards: no two tenures of any shard share an epoch. 39 bits, because events
-- carry it above a counter of 24.
CREATE SEQUENCE epoch AS bigint MINVALUE 1 MAXVALUE 549755813887;

CREATE TABLE shard_epoch (
  shard     integer PRIMARY KEY CHECK (shard >= 0),
  epoch     bigint NOT NULL CHECK (epoch > 0),
  owner     text NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT now()
);

-- Chosen once: a session that changes shard would have two owners.
CREATE TABLE installation (
  only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  shard_count integer NOT NULL CHECK (shard_count > 0)
);

-- AES-256-GCM of a random key of 32 bytes: nonce 12, ciphertext 32, tag 16. Deleting a row shreds
-- everything of the tenant.
CREATE TABLE tenant_key (
  tenant_id     uuid PRIMARY KEY,
  wrapped_key   bytea NOT NULL CHECK (length(wrapped_key) = 60),
  master_key_id text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE session (
  id                uuid PRIMARY KEY,
  tenant_id         uuid NOT NULL REFERENCES tenant_key,
  shard             integer NOT NULL CHECK (shard >= 0),
  desired           text NOT NULL CHECK (desired IN ('running', 'stopped', 'logged_out')),
  device_name       text NOT NULL DEFAULT '' CHECK (length(device_name) <= 100),
  -- The command that linked it last: met again, it is not done again.
  link_command      text NOT NULL DEFAULT '',
  -- An encrypted record; absent until the first link.
  credentials       bytea,
  -- Whether a phone has scanned, so that the credentials are good for a login.
  is_paired         boolean NOT NULL DEFAULT false,
  connection        bigint NOT NULL DEFAULT 0 CHECK (connection >= 0),
  highest_pre_key   integer NOT NULL DEFAULT 0 CHECK (highest_pre_key >= 0),
  routing_info      bytea,
  created_at        timestamptz NOT NULL DEFAULT now(),
  CHECK (credentials IS NOT NULL OR NOT is_paired)
);
CREATE INDEX session_shard ON session (shard);
CREATE INDEX session_tenant ON session (tenant_id);

-- A Signal session. Whoever loads it goes on at reserved_until of its sending chain.
CREATE TABLE signal_session (
  session_id     uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  name           text NOT NULL CHECK (name <> ''),
  device         integer NOT NULL CHECK (device >= 0),
  record         bytea NOT NULL,
  reserved_until integer NOT NULL CHECK (reserved_until >= 0),
  PRIMARY KEY (session_id, name, device)
);

-- Public keys of others' devices.
CREATE TABLE identity (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  name       text NOT NULL CHECK (name <> ''),
  device     integer NOT NULL CHECK (device >= 0),
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  PRIMARY KEY (session_id, name, device)
);

-- Own one-time prekeys until they are consumed.
CREATE TABLE pre_key (
  session_id  uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  id          integer NOT NULL CHECK (id BETWEEN 1 AND 16777215),
  record      bytea NOT NULL,
  is_uploaded boolean NOT NULL DEFAULT false,
  PRIMARY KEY (session_id, id)
);

-- The two names of a user, one to one.
CREATE TABLE lid_mapping (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  pn         text NOT NULL CHECK (pn <> ''),
  lid        text NOT NULL CHECK (lid <> ''),
  PRIMARY KEY (session_id, pn),
  UNIQUE (session_id, lid)
);

-- Devices of a user as the server last told: id, ":" and key index where there is one, "h" where
-- hosted, separated by blanks.
CREATE TABLE device_list (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  user_jid   text NOT NULL CHECK (user_jid <> ''),
  devices    text NOT NULL CHECK (devices <> ''),
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (session_id, user_jid)
);

-- Events that were stored together with the ratchet that they came by, until the broker has them.
CREATE TABLE inbox (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  event_id   text NOT NULL CHECK (event_id <> ''),
  sequence   bigint NOT NULL CHECK (sequence > 0),
  record     bytea NOT NULL,
  PRIMARY KEY (session_id, event_id)
);
CREATE INDEX inbox_order ON inbox (session_id, sequence);

-- One statement, so that no client can stop in the middle of a raise. The update draws the number
-- after it has the row's lock, so epochs of a shard rise.
CREATE FUNCTION raise_epoch(raised_shard integer, new_owner text) RETURNS bigint
LANGUAGE sql AS $$
  INSERT INTO shard_epoch (shard, epoch, owner)
  VALUES (raised_shard, nextval('worker.epoch'), new_owner)
  ON CONFLICT (shard) DO UPDATE
  SET epoch = nextval('worker.epoch'), owner = excluded.owner, raised_at = now()
  RETURNING epoch
$$;

GRANT USAGE ON SEQUENCE epoch TO trunkline_worker;
GRANT SELECT, INSERT, UPDATE ON shard_epoch, installation TO trunkline_worker;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON tenant_key, session, signal_session, identity, pre_key, lid_mapping, device_list, inbox
  TO trunkline_worker;
GRANT EXECUTE ON FUNCTION raise_epoch TO trunkline_worker;
