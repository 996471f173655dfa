-- Secrets of messages, for votes, responses and whatever else is encrypted under them. Older workers run beside it.

-- name is the SHA-256 of chat, sender and message id; the record holds the secret. Of several
-- secrets of one message the first stays.
CREATE TABLE message_secret (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  name       bytea NOT NULL CHECK (length(name) = 32),
  record     bytea NOT NULL,
  kept_at    timestamptz NOT NULL,
  PRIMARY KEY (session_id, name)
);
CREATE INDEX message_secret_by_age ON message_secret (session_id, kept_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON message_secret TO trunkline_worker;
