-- Deletes the parts of a chord whose body has been sent, if the caller still has the claim to it, and leaves a mark
-- for late copies of its parts.
--
-- KEYS: 1 the claim, 2 and further what to delete. ARGV: 1 the caller's token, 2 seconds that the mark stays.
-- Returns 1 when the caller had the claim.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', unpack(KEYS, 2))
redis.call('SET', KEYS[1], 'done', 'EX', ARGV[2])
return 1
