-- Takes one token from a bucket that refills steadily, and says how long to wait if there is none.
-- KEYS[1] = the bucket, a hash: tokens (may be a fraction), at (Unix microseconds)
-- ARGV[1] = rate: tokens a second
-- ARGV[2] = capacity: tokens that the full bucket holds
-- Returns {1 if taken else 0, whole tokens left, milliseconds until there is one again}.
-- Time is the server's, so that gateways with other clocks agree.
local bucket = KEYS[1]
local rate = tonumber(ARGV[1])
local capacity = tonumber(ARGV[2])

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local stored = redis.call('HMGET', bucket, 'tokens', 'at')
local tokens = tonumber(stored[1]) or capacity
local at = tonumber(stored[2]) or now
-- A clock that was set back gives nothing and takes nothing.
tokens = math.min(capacity, tokens + math.max(0, now - at) * rate / 1000000)

local taken = 0
if tokens >= 1 then
  tokens = tokens - 1
  taken = 1
end
local wait = 0
if tokens < 1 then
  wait = math.ceil((1 - tokens) * 1000 / rate)
end

redis.call('HSET', bucket, 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
-- A bucket that would be full again needs no memory.
redis.call('PEXPIRE', bucket, math.ceil(capacity * 1000 / rate) + 1000)
return {taken, math.floor(tokens), wait}
