-- An API token may end by itself. Compatible with every version that knows V7: they make tokens
-- without an end, and take one that has ended for a good one.

-- NULL = never.
ALTER TABLE api_tokens ADD COLUMN expires_at timestamptz;
