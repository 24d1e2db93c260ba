-- Deletes the binding sets of exchanges whose deadline has passed and that no lasting queue uses.
--
-- KEYS: deadlines. ARGV: 1 prefix of binding sets, 2 prefix of the sets of lasting bindings, 3 most
-- exchanges at once. Returns how many deadlines were removed.
local now = redis.call('TIME')
local overdue = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf',
  now[1] * 1000 + math.floor(now[2] / 1000), 'LIMIT', 0, ARGV[3])
for _, exchange in ipairs(overdue) do
  if redis.call('EXISTS', ARGV[2] .. exchange) == 0 then
    redis.call('DEL', ARGV[1] .. exchange)
  end
  redis.call('ZREM', KEYS[1], exchange)
end
return #overdue
