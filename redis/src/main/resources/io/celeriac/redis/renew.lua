-- Gives a new score to reservations that are still ours: whose score is one that we wrote.
--
-- KEYS: unacked index. ARGV: 1 the new score, then pairs of a tag and its scores, joined with commas.
-- Returns 1 for each that was ours, 0 for each that was not.
local renewed = {}
for i = 2, #ARGV, 2 do
  local held, ours = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or '-1'), 0
  for score in string.gmatch(ARGV[i + 1], '[^,]+') do
    if tonumber(score) == held then
      ours = 1
    end
  end
  if ours == 1 then
    redis.call('ZADD', KEYS[1], 'XX', ARGV[1], ARGV[i])
  end
  renewed[#renewed + 1] = ours
end
return renewed
