-- How many reconnects in a row may fail before a session gives up. Compatible with every version
-- that knows V8: the column has a default.

ALTER TABLE session ADD COLUMN reconnect_limit integer NOT NULL DEFAULT 0
  -- 0 = any number.
  CHECK (reconnect_limit >= 0);
