-- What a session has sent lately, for its account's health.
CREATE INDEX messages_recent ON messages (session_id, accepted_at)
  WHERE direction = 'out' AND NOT past;
