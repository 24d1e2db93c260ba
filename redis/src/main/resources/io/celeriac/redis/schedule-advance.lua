-- Notes what is known of an entry's runs, if the caller has the lead and nobody else has noted anything meanwhile.
-- Repeated after a lost reply it succeeds again.
--
-- KEYS: 1 the lead, 2 the runs. ARGV: 1 the caller, 2 the entry's name, 3 the expected note, 4 the new one.
-- Returns 1 when it was noted.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
local note = redis.call('HGET', KEYS[2], ARGV[2])
if note ~= ARGV[3] and note ~= ARGV[4] then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[4])
return 1
