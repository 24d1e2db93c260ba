-- Moves a reserved message back into its lists, if its score is still one of those given.
--
-- KEYS: unacked hash, unacked index, the lists. ARGV: 1 tag, 2 scores joined with commas, 3 LPUSH or
-- RPUSH, 4 the envelope, then the lifetime of each list in milliseconds, 0 for none. Returns 1 when it
-- was moved; without an entry in the hash, only the index is cleaned.
local held, ours = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or '-1'), false
for score in string.gmatch(ARGV[2], '[^,]+') do
  ours = ours or tonumber(score) == held
end
if not ours then
  return 0
end
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then
  for i = 3, #KEYS do
    redis.call(ARGV[3], KEYS[i], ARGV[4])
    if tonumber(ARGV[i + 2]) > 0 then
      redis.call('PEXPIRE', KEYS[i], ARGV[i + 2])
    end
  end
end
return 1
