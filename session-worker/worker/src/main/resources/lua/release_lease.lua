-- Gives a lease up where it is still the owner's.
-- KEYS: the lease
-- ARGV: owner
-- Returns 1 where it was, else 0
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
