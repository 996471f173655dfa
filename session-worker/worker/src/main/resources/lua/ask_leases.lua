-- Renews the leases that a worker holds, and takes or marks those that it wants, all at once.
-- KEYS: for each shard its lease, then its mark
-- ARGV: owner, lease in ms, mark in ms, generation of the consumer group, number of held shards;
--       the held shards come first in KEYS
-- Returns per shard two numbers: 0 another's, 1 held, 2 taken; and the generation in the mark or -1
local owner, leaseMs, markMs = ARGV[1], ARGV[2], ARGV[3]
local generation, held = tonumber(ARGV[4]), tonumber(ARGV[5])
local answer = {}
for i = 1, #KEYS / 2 do
  local lease, mark = KEYS[2 * i - 1], KEYS[2 * i]
  local holder = redis.call('GET', lease)
  local wanted = tonumber(redis.call('GET', mark) or -1)
  local outcome = 0
  if i <= held then
    if holder == owner then
      outcome = 1
    elseif not holder then
      outcome = 2
    end
  elseif (not holder or holder == owner) and wanted <= generation then
    outcome = 2
    redis.call('DEL', mark)
  elseif wanted <= generation then
    redis.call('SET', mark, generation, 'PX', markMs)
  end
  if outcome > 0 then
    redis.call('SET', lease, owner, 'PX', leaseMs)
  end
  answer[2 * i - 1] = outcome
  answer[2 * i] = wanted
end
return answer
