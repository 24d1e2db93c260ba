-- Moves a reserved message into the sorted set of those that wait for a time, if its score is still
-- one that we wrote.
--
-- KEYS: 1 unacked hash, 2 unacked index, 3 the sorted set. ARGV: 1 tag, 2 scores joined with commas,
-- 3 the time in milliseconds, 4 the priority, 5 how long the sorted set lives at least, in
-- milliseconds. A member is the priority, a colon and the envelope; a number comes between them when
-- the same bytes wait already. Returns 1 when it was moved, 0 when it was not ours, -1 when the entry
-- in the hash cannot be read.
local held, ours = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or '-1'), false
for score in string.gmatch(ARGV[2], '[^,]+') do
  ours = ours or tonumber(score) == held
end
if not ours then
  return 0
end
local value = redis.call('HGET', KEYS[1], ARGV[1])
local envelope = value and string.match(value, '^%[({.*}), "[^"\\]*", "[^"\\]*"%]$')
if not envelope then
  return -1
end
local number = 0
local member = ARGV[4] .. ':' .. envelope
while redis.call('ZADD', KEYS[3], 'NX', ARGV[3], member) == 0 do
  number = number + 1
  member = ARGV[4] .. '.' .. number .. ':' .. envelope
end
if redis.call('PTTL', KEYS[3]) < tonumber(ARGV[5]) then
  redis.call('PEXPIRE', KEYS[3], ARGV[5])
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
