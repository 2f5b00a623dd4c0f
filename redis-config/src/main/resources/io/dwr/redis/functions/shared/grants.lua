-- Grant passes: an executor has room, and those who wait are served by rank as far as they fit there. Only that one
-- executor is looked at, since a shape that waits fits nowhere else. A pass looks at PASS_LIMIT shapes at most; the
-- rest is noted in `unfinished` with the shape to go on from.

local grants = {}

local WINDOW = 50

local function announce(kind, job, attempt, executor, ip, gpus_json)
  redis.call('XADD', keys.grants, '*', 'kind', kind, 'job', job, 'attempt', attempt, 'executor', executor, 'ip', ip,
    'gpus', gpus_json)
end

-- The container of a superseded attempt is gone.
function grants.announce_gone(job, attempt)
  announce('gone', job, attempt, '', '', '[]')
end

local function give(member, executor, shape, gpus, time)
  local n = lines.shape_of(member)
  local job = string.sub(member, 1, #member - #n - 1)
  local attempt = redis.call('HGET', keys.place .. job, 'attempt')
  local gpus_json = places.hold(job, attempt, shape, executor, gpus, time)
  lines.leave(n, job)
  announce('granted', job, attempt, executor.id, executor.ip, gpus_json)
end

local function fits(member, executor)
  local n = lines.shape_of(member)
  local size = redis.call('HMGET', keys.shape .. n, 'cpu', 'memory', 'gpus')
  if executor.cpu - executor.used_cpu < tonumber(size[1])
    or executor.memory - executor.used_memory < tonumber(size[2]) then
    return nil
  end
  local shape = shapes.load(n)
  local avoided = shapes.avoids(shape, executor) and executors.possible(shape)
  local cause, gpus = executors.judge(executor, shape, avoided)
  if cause then
    return nil
  end
  return shape, gpus
end

local function start_of(cursor)
  if not cursor or cursor == '' then
    return 0
  end
  local blank = string.find(cursor, ' ', 1, true)
  local rank = redis.call('ZRANK', keys.lines, string.sub(cursor, blank + 1))
  return rank or redis.call('ZCOUNT', keys.lines, '-inf', '(' .. string.sub(cursor, 1, blank - 1))
end

local function serve(executor, index, time)
  local looked = 0
  while executor.used_jobs < executor.max_jobs do
    local window = redis.call('ZRANGE', keys.lines, index, index + WINDOW - 1, 'WITHSCORES')
    if #window == 0 then
      return nil
    end
    for i = 1, #window, 2 do
      if looked == PASS_LIMIT then
        return window[i + 1] .. ' ' .. window[i]
      end
      looked = looked + 1
      local shape, gpus = fits(window[i], executor)
      if shape then
        give(window[i], executor, shape, gpus, time)
        break
      end
      index = index + 1
    end
  end
  return nil
end

-- Goes on from `cursor`, or from the first shape when it is nil.
function grants.pass(id, cursor, time)
  local executor = id and executors.load(id)
  local rest = nil
  if executor and executor.ready then
    rest = serve(executor, start_of(cursor), time)
  end
  if rest then
    redis.call('HSET', keys.unfinished, id, rest)
  elseif id then
    redis.call('HDEL', keys.unfinished, id)
  end
end

-- The fleet has shrunk: what a job avoids may now be the only executor that could ever hold it.
function grants.reconsider_avoided()
  for _, n in ipairs(redis.call('SMEMBERS', keys.avoiding)) do
    for id in pairs(cjson.decode(redis.call('HGET', keys.shape .. n, 'avoided'))) do
      redis.call('HSET', keys.unfinished, id, '')
    end
  end
end

-- The executor is out of contact: it is given nothing until it reports.
function grants.mark_lost(id)
  if redis.call('HGET', keys.executor .. id, 'lost') == '0' then
    redis.call('HSET', keys.executor .. id, 'lost', '1')
    grants.reconsider_avoided()
  end
end

-- How many passes are to be continued: the caller goes on with `resume` while there are any.
function grants.unfinished()
  return redis.call('HLEN', keys.unfinished)
end
