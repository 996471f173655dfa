-- What is kept per session, and the states that dialects tell apart. Older versions of the service
-- run beside it: the new columns have defaults.

ALTER TABLE connections
  -- Whether the recipients' consent is asked for.
  ADD COLUMN consent boolean NOT NULL DEFAULT false,
  -- Reconnects in a row that may fail; 0 = any number.
  ADD COLUMN reconnect_limit integer NOT NULL DEFAULT 0 CHECK (reconnect_limit >= 0),
  -- Names the device that is or was linked; a new link is a new device.
  ADD COLUMN device_id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Reconnects since the last login. Projected, like the state.
  ADD COLUMN attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Each dialect has its own idea of a name and leaves out what does not fit it.
  DROP CONSTRAINT connections_name_check,
  ADD CONSTRAINT connections_name_check CHECK (length(name) BETWEEN 1 AND 255),
  DROP CONSTRAINT connections_state_check,
  ADD CONSTRAINT connections_state_check CHECK (
    state IN ('CLOSED', 'CONNECTING', 'QR', 'PAIRING', 'OPEN', 'RETRYING', 'EXHAUSTED',
              'QR_TIMEOUT', 'LOGGED_OUT', 'HELD'));
