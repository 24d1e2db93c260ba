-- Stores and announces a result document, if what is stored is still what the writer has seen.
--
-- KEYS: the result's key, which is also the channel's name. ARGV: 1 the document seen (empty: none),
-- 2 seconds to live (0: for ever), 3 the new document. Returns what is stored instead, or nil.
local stored = redis.call('GET', KEYS[1])
if stored and stored ~= ARGV[1] then
  return stored
end
if ARGV[2] == '0' then
  redis.call('SET', KEYS[1], ARGV[3])
else
  redis.call('SETEX', KEYS[1], ARGV[2], ARGV[3])
end
redis.call('PUBLISH', KEYS[1], ARGV[3])
return false
