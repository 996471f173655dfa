-- What an operator declares after a restore, or a failover that lost transactions: this database has
-- gone back in time, so nothing that it would go on with may be used. Compatible with every version;
-- only those that know this one upload prekeys anew.

-- Whether the server is to get new prekeys at the next login: it may hand out keys that were lost.
ALTER TABLE session ADD COLUMN is_stock_lost boolean NOT NULL DEFAULT false;

-- Called by the schema's owner, with all workers stopped. Harmless when it is called again.
--
-- Epochs go on at the number of seconds since 2026: past every epoch ever drawn, also past those of
-- a restore that was declared before, because a second draws far less than one on average. Events'
-- sequences stay below 2^53, which JavaScript can count, until the year 2043.
CREATE FUNCTION declare_restore(OUT sessions bigint, OUT ratchets bigint, OUT sender_keys bigint)
LANGUAGE plpgsql SET search_path = worker AS $$
BEGIN
  LOCK TABLE shard_epoch, session IN EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM worker WHERE seen_at > now() - interval '30 seconds') THEN
    RAISE EXCEPTION 'A worker was seen less than 30 seconds ago: stop all workers first';
  END IF;
  PERFORM setval('epoch', greatest(
    (SELECT last_value FROM epoch) + 1, extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01 00:00:00Z')::bigint));
  UPDATE shard_epoch SET epoch = nextval('epoch'), owner = 'restore', raised_at = now();
  -- A contact's next message asks for one retry, and its session is new on both sides.
  DELETE FROM signal_session;
  GET DIAGNOSTICS ratchets = ROW_COUNT;
  DELETE FROM sender_key_holder;
  DELETE FROM own_sender_key;
  GET DIAGNOSTICS sender_keys = ROW_COUNT;
  -- Ids that were given in the time that is lost are not given again.
  UPDATE session SET is_stock_lost = true, highest_pre_key = highest_pre_key + 50000
  WHERE credentials IS NOT NULL;
  GET DIAGNOSTICS sessions = ROW_COUNT;
END
$$;
REVOKE EXECUTE ON FUNCTION declare_restore FROM PUBLIC;
