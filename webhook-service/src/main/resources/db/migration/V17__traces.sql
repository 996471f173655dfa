-- The trace of what an event tells, where traces are on. Compatible with all versions.
ALTER TABLE deliveries ADD COLUMN traceparent text CHECK (length(traceparent) = 55);
