-- What messages with files say since the files were uploaded. Compatible with every version of the
-- worker: earlier ones send no files.

-- record: the content with the files' places at WhatsApp. Every attempt to send the message, and
-- every retry receipt within 14 days, encrypts these bytes.
CREATE TABLE uploaded_content (
  session_id  uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  whatsapp_id text NOT NULL CHECK (whatsapp_id <> ''),
  record      bytea NOT NULL,
  uploaded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (session_id, whatsapp_id)
);
CREATE INDEX uploaded_content_age ON uploaded_content (session_id, uploaded_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON uploaded_content TO trunkline_worker;
