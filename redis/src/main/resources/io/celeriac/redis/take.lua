-- Takes up to ARGV[2] messages from the lists and reserves each of them, in one step.
--
-- KEYS: unacked hash, unacked index, then the lists: for each priority step, for each queue.
-- ARGV: 1 score of the reservations, 2 most messages, 3 number of queues, 4 "1" to move a queue that
--       delivered to the end of the order, 5 "1" to reserve, 6 ending for tags that are in use,
--       7 most bytes of an item, 8 bytes after which the batch ends, then the names of the queues.
-- Returns the number of the list, the tag, the envelope and the bytes it has of each message; an
-- empty tag marks an item that is no envelope, which stays where it is and ends the batch. Of an item
-- over the limit only the beginning is returned, and it is not decoded either. Returns 0 when the score is
-- in use: it has to be unique, because it is what tells one owner from another.
local score, most, queues = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local rotating, reserving, ending = ARGV[4] == '1', ARGV[5] == '1', ARGV[6]
local longest, shown, room = tonumber(ARGV[7]), 256, tonumber(ARGV[8])

if reserving then
  if redis.call('ZCOUNT', KEYS[2], score, score) > 0 then
    return 0
  end
  redis.call('HEXISTS', KEYS[1], '') -- fails on a key of another type, before anything is popped
end

local function quoted(text)
  return (string.gsub(cjson.encode(text), '\\/', '/'))
end

local function half(escape, digits)
  return escape == 'u' and string.find(digits, '^[dD][89a-fA-F]%x%x$') and '?' or nil
end

-- The tag and the two members that follow the envelope in the hash. Decoding is only for reading:
-- the envelope itself is stored as the text that it is.
local function address(item, queue)
  if string.sub(item, 1, 10) == '{"body": "' then
    local tail = string.sub(item, -500)
    local at = string.find(tail, '"delivery_info": {"exchange": "', 1, true)
    if at then
      local exchange, key, tag = string.match(tail,
        '^"delivery_info": {"exchange": "([^"\\%c]*)", "routing_key": "([^"\\%c]*)"}, '
          .. '"priority": %d+, "body_encoding": "[%w%-]*", "delivery_tag": "([^"\\%c]+)"}}$', at)
      if tag then
        return tag, '"' .. exchange .. '", "' .. key .. '"'
      end
    end
  end
  if #item > longest then
    return nil
  end
  local read, envelope = pcall(cjson.decode, item)
  if not read then
    -- This parser alone stumbles over half a surrogate pair; the address can be read without.
    read, envelope = pcall(cjson.decode, (string.gsub(item, '\\(.)(%x?%x?%x?%x?)', half)))
  end
  local properties = read and type(envelope) == 'table' and envelope.properties
  local info = type(properties) == 'table' and properties.delivery_info
  if type(properties) == 'table' and (info == nil or info == cjson.null) then
    info = {exchange = '', routing_key = queue} -- as Rusty Celery sends it
  end
  if type(info) ~= 'table' or type(info.exchange) ~= 'string'
      or type(info.routing_key) ~= 'string' or type(properties.delivery_tag) ~= 'string'
      or properties.delivery_tag == '' then
    return nil
  end
  return properties.delivery_tag, quoted(info.exchange) .. ', ' .. quoted(info.routing_key)
end

local steps = (#KEYS - 2) / queues
local order, empty, taken = {}, {}, {}
for i = 1, queues do
  order[i] = i
end

local function pop()
  for step = 0, steps - 1 do
    for place = 1, queues do
      local list = 2 + step * queues + order[place]
      if not empty[list] then
        local item = redis.call('RPOP', KEYS[list])
        if item then
          if rotating then
            table.insert(order, table.remove(order, place))
          end
          return list, item
        end
        empty[list] = true
      end
    end
  end
end

-- An envelope in place of an item over the limit that is none: others may come across it.
local function stub(queue, tag, size)
  return '{"body": "", "content-encoding": "binary", "content-type": "application/octet-stream", '
    .. '"headers": {"celeriac_defect": "The item of ' .. size .. ' bytes was too long to be kept"}, '
    .. '"properties": {"delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": '
    .. quoted(queue) .. '}, "priority": 0, "body_encoding": "base64", "delivery_tag": '
    .. quoted(tag) .. '}}'
end

local function reserve(item, tag, rest, number)
  -- Copies of one message that kombu sent to several queues share a tag.
  if redis.call('ZADD', KEYS[2], 'NX', score, tag) == 0 then
    tag = tag .. ending .. number
    redis.call('ZADD', KEYS[2], score, tag)
  end
  redis.call('HSET', KEYS[1], tag, '[' .. item .. ', ' .. rest .. ']')
  return tag
end

for i = 1, most do
  local list, item = pop()
  if not item then
    break
  end
  local queue, size, kept = ARGV[9 + (list - 3) % queues], #item, item
  local tag, rest = address(item, queue)
  if not tag and size > longest then
    tag, rest = 'large' .. ending .. i, '"", ' .. quoted(queue)
    kept = stub(queue, tag, size)
  end
  if tag and reserving then
    local reserved, result = pcall(reserve, kept, tag, rest, i)
    if not reserved then
      redis.call('RPUSH', KEYS[list], item)
      if #taken == 0 then
        error(result)
      end
      break
    end
    tag = result
  end
  taken[#taken + 1] = list
  taken[#taken + 1] = tag or ''
  taken[#taken + 1] = size > longest and string.sub(item, 1, shown) or item
  taken[#taken + 1] = size
  room = room - math.min(size, longest)
  if not tag then
    redis.call('RPUSH', KEYS[list], item)
    break
  end
  if room < 0 then
    break
  end
end
return taken
