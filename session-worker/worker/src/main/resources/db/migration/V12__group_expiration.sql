-- After how long messages of a group disappear, as the server last told. Compatible with every
-- version that knows V7: the column has a default, with which a group kept before is asked for
-- again by age.

ALTER TABLE group_members ADD COLUMN expiration_s integer NOT NULL DEFAULT 0
  -- 0 = they stay.
  CHECK (expiration_s >= 0);
