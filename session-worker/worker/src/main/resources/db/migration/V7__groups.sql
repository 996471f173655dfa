-- Sender keys, own and received, and the members of groups. New tables only: compatible with V1.

-- The own sender key of a group. Whoever loads it goes on at reserved_until of its chain.
CREATE TABLE own_sender_key (
  session_id     uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  group_jid      text NOT NULL CHECK (group_jid <> ''),
  record         bytea NOT NULL,
  reserved_until integer NOT NULL CHECK (reserved_until >= 0),
  PRIMARY KEY (session_id, group_jid)
);

-- Devices that were told the own sender key of a group. One that is no member any more means that a
-- new key is due; one without has_key is told again.
CREATE TABLE sender_key_holder (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  group_jid  text NOT NULL CHECK (group_jid <> ''),
  name       text NOT NULL CHECK (name <> ''),
  device     integer NOT NULL CHECK (device >= 0),
  has_key    boolean NOT NULL,
  PRIMARY KEY (session_id, group_jid, name, device)
);
CREATE INDEX sender_key_holder_device ON sender_key_holder (session_id, name, device);

-- What other devices have told us.
CREATE TABLE sender_key (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  group_jid  text NOT NULL CHECK (group_jid <> ''),
  name       text NOT NULL CHECK (name <> ''),
  device     integer NOT NULL CHECK (device >= 0),
  record     bytea NOT NULL,
  PRIMARY KEY (session_id, group_jid, name, device)
);
CREATE INDEX sender_key_device ON sender_key (session_id, name);

-- Members of a group as the server last told: user JIDs, separated by blanks.
CREATE TABLE group_members (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  group_jid  text NOT NULL CHECK (group_jid <> ''),
  is_lid     boolean NOT NULL,
  members    text NOT NULL,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (session_id, group_jid)
);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON own_sender_key, sender_key_holder, sender_key, group_members
  TO trunkline_worker;

-- Commands that cannot be repeated and were begun: met again, nobody knows what became of them.
-- Rows older than the topic's retention are of no use and go with later ones.
CREATE TABLE begun_command (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  command_id text NOT NULL CHECK (command_id <> ''),
  begun_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (session_id, command_id)
);

GRANT SELECT, INSERT, DELETE ON begun_command TO trunkline_worker;
