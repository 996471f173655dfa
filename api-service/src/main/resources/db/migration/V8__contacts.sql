-- Whom each session knows, as messages, history and the account's devices tell. Older versions of the
-- service run beside it.

CREATE TABLE contacts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id   uuid NOT NULL,
  session_id  uuid NOT NULL,
  -- The two names of one user; at least one is known.
  pn          text CHECK (length(pn) BETWEEN 1 AND 255),
  lid         text CHECK (length(lid) BETWEEN 1 AND 255),
  -- The name in the account's address book.
  name        text,
  first_name  text,
  -- Whether the account's address book has the contact.
  saved       boolean NOT NULL DEFAULT false,
  -- The name that the contact gave itself.
  push_name   text,
  is_business boolean NOT NULL DEFAULT false,
  -- What lists show and sort by: the best of the names, in lower case.
  sort_name   text NOT NULL GENERATED ALWAYS AS
              (lower(coalesce(nullif(name, ''), nullif(push_name, ''), pn, lid, ''))) STORED,
  UNIQUE (session_id, pn),
  UNIQUE (session_id, lid),
  CHECK (pn IS NOT NULL OR lid IS NOT NULL),
  FOREIGN KEY (tenant_id, session_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX contacts_by_name ON contacts (session_id, sort_name, id);

ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON contacts TO trunkline_api
  USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY every_tenant ON contacts TO trunkline_api_jobs USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON contacts TO trunkline_api, trunkline_api_jobs;
