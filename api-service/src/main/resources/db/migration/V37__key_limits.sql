-- A rate limit of an API key of its own. Compatible with every version that knows V36: they make
-- keys without one.

-- NULL = only the tenant's limit holds.
ALTER TABLE api_keys ADD COLUMN max_requests_per_second integer
  CHECK (max_requests_per_second > 0);
