-- Which sessions' names the other services have been told. Compatible with every version of
-- api-service: the column has a default.

ALTER TABLE connections ADD COLUMN name_told boolean NOT NULL DEFAULT false;
CREATE INDEX connections_untold ON connections (created_at) WHERE NOT name_told;
