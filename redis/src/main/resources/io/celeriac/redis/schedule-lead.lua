-- Takes the lead of the beats that share a schedule, or keeps it.
--
-- KEYS: the lead. ARGV: 1 who asks, 2 milliseconds that the lead lasts.
-- Returns 1 when who asks has it now.
local leader = redis.call('GET', KEYS[1])
if leader and leader ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
