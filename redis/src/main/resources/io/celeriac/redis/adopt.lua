-- Takes one item that is no envelope from the right end of its list, and reserves it under a tag of
-- ours with an envelope around it, if it is still there.
--
-- KEYS: unacked hash, unacked index, the list. ARGV: 1 score, 2 tag, 3 the item, 4 value for the hash
-- (empty: do not reserve). Returns 1 when it was taken.
if redis.call('LINDEX', KEYS[3], -1) ~= ARGV[3] then
  return 0
end
redis.call('RPOP', KEYS[3])
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[2], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
end
return 1
