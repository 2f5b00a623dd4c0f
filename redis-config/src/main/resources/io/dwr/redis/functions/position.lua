-- Position of a job in the whole line, over all shapes: how many stand before it in a part of the shapes a call.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 rank score of one that does not wait, '' = of the place where it waits, 3 how many shapes were looked at
-- returns {how many stand before it, how many shapes were looked at by now}; -1 for the latter = all;
--         {-1, -1} when the job does not wait
local SHAPES = 200

local function ahead_of(job, score, line)
  local count = redis.call('ZCOUNT', line, '-inf', '(' .. score)
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', line, score, score)) do
    if other < job then
      count = count + 1
    end
  end
  return count
end

export('position', function(_, args)
  local job, score, from = args[1], args[2], tonumber(args[3])
  if score == '' then
    local place = places.get(job)
    if not place or place.state ~= 'waiting' then
      return { -1, -1 }
    end
    score = place.score
  end
  local members = redis.call('ZRANGEBYSCORE', keys.lines, '-inf', score, 'LIMIT', from, SHAPES)
  local ahead = 0
  for _, member in ipairs(members) do
    ahead = ahead + ahead_of(job, score, keys.line .. lines.needs(member))
  end
  return { ahead, #members < SHAPES and -1 or from + SHAPES }
end, 'no-writes')
