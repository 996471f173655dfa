-- How many messages a session has, without reading them. Older versions of the service run beside it.

CREATE INDEX messages_counted ON messages (tenant_id, session_id) WHERE NOT past;
