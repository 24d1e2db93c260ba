-- Moves the messages whose time has come into their lists, to be the next that are taken: they had
-- their turn when they first came. Those that come later must not overtake them for ever, so none is
-- moved while the last one of the former move is still near the end of its list. That one stays in the
-- sorted set, with a score below all times.
--
-- KEYS: 1 the sorted set, then the queue's lists. ARGV: 1 the time in milliseconds, 2 most messages,
-- then for each priority from 0 the number of its list. Returns how many were moved.
local function parse(member)
  local priority = tonumber(string.match(member, '^%d+'))
  return KEYS[1 + tonumber(ARGV[3 + priority])], string.sub(member, string.find(member, ':', 1, true) + 1)
end

local last = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(0', 'LIMIT', 0, 1)[1]
if last then
  local list, envelope = parse(last)
  if redis.call('LPOS', list, envelope, 'RANK', -1, 'MAXLEN', ARGV[2]) then
    return 0
  end
  redis.call('ZREM', KEYS[1], last)
end

local due = redis.call('ZRANGEBYSCORE', KEYS[1], 0, ARGV[1], 'LIMIT', 0, ARGV[2])
if #due == 0 then
  return 0
end
local pushes = {}
for i = #due, 1, -1 do
  local list, envelope = parse(due[i])
  pushes[list] = pushes[list] or {}
  table.insert(pushes[list], envelope)
end
for list, envelopes in pairs(pushes) do
  for from = 1, #envelopes, 1000 do
    redis.call('RPUSH', list, unpack(envelopes, from, math.min(from + 999, #envelopes)))
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, #due - 1)
redis.call('ZADD', KEYS[1], -1, due[#due])
return #due
