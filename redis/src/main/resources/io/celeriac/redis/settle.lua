-- Removes reservations that are still ours: whose score is one that we wrote.
--
-- KEYS: unacked hash, unacked index. ARGV: pairs of a tag and its scores, joined with commas.
-- Returns 1 for each that was ours, 0 for each that was not.
local settled = {}
for i = 1, #ARGV, 2 do
  local held, ours = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[i]) or '-1'), 0
  for score in string.gmatch(ARGV[i + 1], '[^,]+') do
    if tonumber(score) == held then
      ours = 1
    end
  end
  if ours == 1 then
    redis.call('ZREM', KEYS[2], ARGV[i])
    redis.call('HDEL', KEYS[1], ARGV[i])
  end
  settled[#settled + 1] = ours
end
return settled
