-- The users in the address book of a session's account, as the app state names them: who sees a
-- status by default. A new table only: compatible with V1. Sessions that were linked before learn
-- those contacts that change from now on.

CREATE TABLE contact (
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  user_jid   text NOT NULL CHECK (user_jid <> ''),
  PRIMARY KEY (session_id, user_jid)
);

GRANT SELECT, INSERT, DELETE ON contact TO trunkline_worker;
