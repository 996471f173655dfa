-- What workers tell of themselves and what the operator asks of all of them: drains, the client
-- version, the master key. Compatible with every version that knows V9: those tell and ask nothing.

CREATE TABLE worker (
  id             text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  -- The running process, as in leases: a restarted worker is another one.
  process        text NOT NULL CHECK (process <> ''),
  state          text NOT NULL CHECK (state IN ('serving', 'draining', 'drained')),
  sessions       integer NOT NULL CHECK (sessions >= 0),
  open_sockets   integer NOT NULL CHECK (open_sockets >= 0),
  client_version text NOT NULL,
  -- Names of the master keys that it can read, the first of its settings first.
  master_keys    text[] NOT NULL CHECK (cardinality(master_keys) > 0),
  started_at     timestamptz NOT NULL,
  seen_at        timestamptz NOT NULL,
  -- The process that is to hand over; NULL = none.
  drain_process  text
);

-- The version that all workers claim; NULL = each its own setting.
CREATE TABLE client_version (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version  text,
  source   text CHECK (source IN ('operator', 'page')),
  since    timestamptz,
  -- When the page was asked last, by whichever worker.
  asked_at timestamptz,
  CHECK ((version IS NULL) = (source IS NULL) AND (version IS NULL) = (since IS NULL))
);
INSERT INTO client_version DEFAULT VALUES;

-- The master key that wraps; NULL = the first of each worker's settings.
ALTER TABLE installation ADD COLUMN master_key_id text;

GRANT SELECT, INSERT, UPDATE, DELETE ON worker TO trunkline_worker;
GRANT SELECT, UPDATE ON client_version TO trunkline_worker;
