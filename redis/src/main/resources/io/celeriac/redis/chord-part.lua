-- Counts a part of a chord, once for each member, and lets whoever completes the chord have the claim to it.
-- The keys are those that Celery 5.7 counts in, and are left just as it leaves them.
--
-- KEYS: 1 parts, 2 number added, 3 size, 4 members counted, 5 the saved group, 6 the claim.
-- ARGV: 1 member, 2 the part, 3 its score (empty: the parts are a list), 4 seconds that keys 1 to 4 live (0: for
-- ever), 5 that key 5 lives, 6 that the claim holds, 7 the caller's token. Returns 1 when the caller has the claim.
local parts, added, size, counted, group, claim = unpack(KEYS)
local member, part, score, life, group_life, claimed_for, token = unpack(ARGV)
local holder = redis.call('GET', claim)
if holder == 'done' then
  return 0
end

local ordered = score ~= ''
if redis.call('SISMEMBER', counted, member) == 0 then
  if ordered then
    redis.call('ZADD', parts, score, part)
  else
    redis.call('RPUSH', parts, part)
  end
  redis.call('SADD', counted, member)
end

if life ~= '0' then
  for i = 1, 4 do
    redis.call('EXPIRE', KEYS[i], life)
  end
  if group_life ~= '0' then
    redis.call('EXPIRE', group, group_life)
  end
end

local expected = redis.call('GET', size)
if not expected then
  return 0
end
local present = redis.call(ordered and 'ZCARD' or 'LLEN', parts)
if present ~= expected + (redis.call('GET', added) or 0) then
  return 0
end
if not holder then
  redis.call('SET', claim, token, 'EX', claimed_for)
  return 1
end
-- Its own token: the caller asks again because the answer was lost.
return holder == token and 1 or 0
