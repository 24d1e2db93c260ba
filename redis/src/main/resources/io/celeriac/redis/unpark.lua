-- Moves the messages whose time has come into their lists, to be the next that are taken: they had
-- their turn when they first came.
--
-- KEYS: 1 the sorted set, then the queue's lists. ARGV: 1 the time in milliseconds, 2 most messages,
-- then for each priority from 0 the number of its list. Returns how many were moved.
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for i = #due, 1, -1 do
  local priority = tonumber(string.match(due[i], '^%d+'))
  local envelope = string.sub(due[i], string.find(due[i], ':', 1, true) + 1)
  redis.call('RPUSH', KEYS[1 + tonumber(ARGV[3 + priority])], envelope)
  redis.call('ZREM', KEYS[1], due[i])
end
return #due
