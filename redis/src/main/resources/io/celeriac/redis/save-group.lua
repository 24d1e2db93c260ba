-- Saves and announces a group, whatever is there.
--
-- KEYS: the group's key, which is also the channel's name. ARGV: 1 seconds to live (0: for ever), 2 the group.
if ARGV[1] == '0' then
  redis.call('SET', KEYS[1], ARGV[2])
else
  redis.call('SETEX', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('PUBLISH', KEYS[1], ARGV[2])
