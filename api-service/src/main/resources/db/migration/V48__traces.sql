-- The trace of the request that a message came with, where traces are on. Compatible with all versions.
ALTER TABLE messages ADD COLUMN traceparent text CHECK (length(traceparent) = 55);
