-- Holds a claim to a chord for longer, or takes it up again when it has expired and nobody else has.
--
-- KEYS: 1 the claim, 2 the chord's size. ARGV: 1 the caller's token, 2 seconds from now. Returns 1 when it holds.
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] or (not holder and redis.call('EXISTS', KEYS[2]) == 1) then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  return 1
end
return 0
