-- Privacy tokens between a session's account and its contacts. Works with workers of V1 on, which ignore it.

CREATE TABLE contact_token (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  -- Canonical user JID: the LID where it is known.
  user_jid   text NOT NULL CHECK (user_jid <> ''),
  -- An encrypted record: what the contact gave out, and when each side did.
  record     bytea NOT NULL,
  PRIMARY KEY (session_id, user_jid)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contact_token TO trunkline_worker;
