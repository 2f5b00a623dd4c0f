-- Position of a waiting job in the whole line, over all shapes.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job
-- returns 1 = next; 0 when the job does not wait
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
  local place = places.get(args[1])
  if not place or place.state ~= 'waiting' then
    return 0
  end
  local ahead = 0
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', keys.lines, '-inf', place.score)) do
    ahead = ahead + ahead_of(args[1], place.score, keys.line .. lines.needs(member))
  end
  return ahead + 1
end, 'no-writes')
