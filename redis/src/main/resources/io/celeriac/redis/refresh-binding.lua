-- Binds an expiring queue until a deadline, by the server's clock.
--
-- KEYS: binding set, deadlines. ARGV: 1 member of the set, 2 exchange, 3 milliseconds to live.
redis.call('SADD', KEYS[1], ARGV[1])
local now = redis.call('TIME')
local deadline = now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[3]
redis.call('ZADD', KEYS[2], 'GT', deadline, ARGV[2])
return 1
