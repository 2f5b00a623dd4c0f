-- Waiting lines: one for each shape, and the list of shapes by their first job. A member of that list is
-- `<first job>:<shape number>`, so that equal ranks are served by job id.

local lines = {}

function lines.shape_of(member)
  return string.sub(member, string.find(member, ':', 1, true) + 1)
end

-- Puts the shape where its first job belongs; forgets a shape for which nobody waits.
function lines.refresh(n)
  local first = redis.call('ZRANGE', keys.line .. n, 0, 0, 'WITHSCORES')
  local fields = redis.call('HMGET', keys.shape .. n, 'head', 'canonical')
  local before = fields[1]
  if #first == 0 then
    if before then
      redis.call('ZREM', keys.lines, before)
    end
    if fields[2] then
      redis.call('HDEL', keys.shapes, fields[2])
    end
    redis.call('SREM', keys.avoiding, n)
    redis.call('DEL', keys.shape .. n)
    return
  end
  local member = first[1] .. ':' .. n
  if member == before then
    return
  end
  redis.call('ZADD', keys.lines, first[2], member)
  redis.call('HSET', keys.shape .. n, 'head', member)
  if before then
    redis.call('ZREM', keys.lines, before)
  end
end

-- The number of a shape that waits; nil when none does.
function lines.find(canonical)
  return redis.call('HGET', keys.shapes, canonical) or nil
end

-- Whether a job of that rank would be the first of the line.
function lines.would_lead(n, job, score)
  local first = redis.call('ZRANGE', keys.line .. n, 0, 0, 'WITHSCORES')
  if #first == 0 then
    return true
  end
  local mine, theirs = tonumber(score), tonumber(first[2])
  return mine < theirs or (mine == theirs and job < first[1])
end

-- A new shape with nobody in its line yet.
function lines.open(canonical, request, shape)
  local n = string.format('%d', redis.call('INCR', keys.shape_count))
  redis.call('HSET', keys.shape .. n, 'canonical', canonical, 'request', request, 'avoided',
    cjson.encode(shape.avoided), 'cpu', shape.cpu, 'memory', shape.memory, 'gpus', shape.gpu_count)
  redis.call('HSET', keys.shapes, canonical, n)
  if next(shape.avoided) then
    redis.call('SADD', keys.avoiding, n)
  end
  return n
end

function lines.join(n, job, score)
  redis.call('ZADD', keys.line .. n, score, job)
  lines.refresh(n)
end

function lines.leave(n, job)
  redis.call('ZREM', keys.line .. n, job)
  lines.refresh(n)
end
