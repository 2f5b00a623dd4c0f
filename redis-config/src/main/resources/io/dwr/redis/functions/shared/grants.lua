-- Grant passes: an executor has room, and those who wait are served by rank as far as they fit there. Only that one
-- executor is looked at, since a shape that waits fits nowhere else. A pass looks at PASS_LIMIT shapes at most; the
-- rest is noted in `unfinished` with the shape to go on from.

local grants = {}

-- A shape that has to be judged costs as much as so many that are seen not to fit.
local JUDGE_COST = 10
local FIRST_WINDOW, WINDOW = 20, 100

local function announce(kind, job, attempt, executor, ip, gpus_json)
  redis.call('XADD', keys.grants, '*', 'kind', kind, 'job', job, 'attempt', attempt, 'executor', executor, 'ip', ip,
    'gpus', gpus_json)
end

-- The container of a superseded attempt is gone.
function grants.announce_gone(job, attempt)
  announce('gone', job, attempt, '', '', '[]')
end

-- An attempt is to go on elsewhere.
function grants.announce_move(job, attempt, executor)
  announce('move', job, attempt, executor.id, executor.ip, '[]')
end

local function give(job, n, executor, shape, gpus, time)
  local fields = redis.call('HMGET', keys.place .. job, 'attempt', 'claim')
  local gpus_json = places.hold(job, fields[1], shape, executor, gpus, time, true)
  lines.leave(n, job)
  if fields[2] == executor.id then
    claims.clear(executor)
  elseif fields[2] then
    claims.end_of(job, fields[2])
  end
  announce('granted', job, fields[1], executor.id, executor.ip, gpus_json)
end

-- Whether an executor that the shape avoids is to be passed over.
local function is_avoided(shape, executor)
  return shapes.avoids(shape, executor) and search.possible(shape)
end

-- The shape and the GPUs to give; nil when it does not fit.
local function fits(n, executor)
  local shape = shapes.load(n)
  local cause, gpus = executors.judge(executor, shape, is_avoided(shape, executor))
  if not cause then
    return shape, gpus
  end
  executor.own_class = executor.own_class or classes.load(executor.class)
  if not classes.suits(executor.own_class, shape, shapes.labels(shape)) then
    lines.bar(n, executor.class)
  end
  return nil
end

-- Places in the window of the shapes that may fit: small enough, and not known to be none for the executor's class.
local function promising(window, executor)
  local cpu, memory = executor.cpu - executor.used_cpu, executor.memory - executor.used_memory
  local free_gpus, places_in, numbers = nil, {}, {}
  for i = 1, #window do
    local n, its_cpu, its_memory, its_gpus = lines.needs(window[i])
    if its_cpu <= cpu and its_memory <= memory then
      free_gpus = free_gpus or executors.free_gpus(executor)
      if its_gpus <= free_gpus then
        places_in[#places_in + 1] = i
        numbers[#numbers + 1] = n
      end
    end
  end
  if #numbers == 0 then
    return {}, {}
  end
  return places_in, numbers, redis.call('SMISMEMBER', keys.barred .. executor.class, unpack(numbers))
end

-- Gives room to the first shape of the window that fits. Gives the place of the shape to go on from, and what the look
-- cost.
local function serve_window(window, executor, time)
  local places_in, numbers, barred = promising(window, executor)
  local judged = 0
  for k = 1, #places_in do
    if barred[k] == 0 then
      judged = judged + JUDGE_COST
      local shape, gpus = fits(numbers[k], executor)
      if shape then
        give(lines.first_job(window[places_in[k]]), numbers[k], executor, shape, gpus, time)
        return places_in[k], places_in[k] + judged
      end
      if judged >= PASS_LIMIT then
        return places_in[k] + 1, places_in[k] + judged
      end
    end
  end
  return #window + 1, #window + judged
end

local function has_room(executor)
  local cpu, memory = lines.least_needs()
  return cpu and executor.used_jobs < executor.max_jobs and executor.cpu - executor.used_cpu >= cpu
    and executor.memory - executor.used_memory >= memory
end

-- Serves from the shape at `index` on. Gives the cursor of the shape to go on from; nil when all were looked at.
local function serve(executor, index, time)
  local cost = 0
  while has_room(executor) do
    local size = cost < FIRST_WINDOW and FIRST_WINDOW or math.min(WINDOW, PASS_LIMIT - cost)
    local window = redis.call('ZRANGE', keys.lines, index, index + size - 1)
    if #window == 0 then
      return nil
    end
    local went, its_cost = serve_window(window, executor, time)
    index, cost = index + went - 1, cost + its_cost
    if cost >= PASS_LIMIT then
      local member = redis.call('ZRANGE', keys.lines, index, index)[1]
      return member and redis.call('ZSCORE', keys.lines, member) .. ' ' .. member
    end
  end
  return nil
end

local function split(cursor)
  local blank = string.find(cursor, ' ', 1, true)
  return string.sub(cursor, 1, blank - 1), string.sub(cursor, blank + 1)
end

local function start_of(cursor)
  if not cursor or cursor == '' then
    return 0
  end
  local score, member = split(cursor)
  return redis.call('ZRANK', keys.lines, member) or redis.call('ZCOUNT', keys.lines, '-inf', '(' .. score)
end

-- Serves the job that claimed the executor. False while it is kept for that job.
local function serve_claim(executor, time)
  local job = executor.fields.claimed_by
  if not job then
    return true
  end
  local place = places.get(job)
  if place and place.state == 'waiting' and place.claim == executor.id then
    local shape = shapes.load(place.shape)
    local cause, gpus = executors.judge(executor, shape)
    if not cause then
      give(job, place.shape, executor, shape, gpus, time)
      return true
    end
    if executors.is_short(cause) then
      return false
    end
  end
  claims.clear(executor)
  return true
end

-- Goes on from `cursor`, or from the first shape when it is nil. Shows the executor's room. A closed ledger gives nothing:
-- the pass follows when it opens.
function grants.pass(id, cursor, time)
  local executor = id and executors.load(id)
  if not executor then
    if id then
      redis.call('HDEL', keys.unfinished, id)
    end
    return
  end
  local rest = nil
  if recovery.closed(time) then
    rest = ''
  elseif serve_claim(executor, time) and executor.ready then
    rest = serve(executor, start_of(cursor), time)
  end
  if rest then
    redis.call('HSET', keys.unfinished, id, rest)
  else
    redis.call('HDEL', keys.unfinished, id)
  end
  roster.show_room(executor)
  drains.settle(executor)
end

-- An executor whose pass is open has room only for those who wait, and for a job that stands before the shape that the
-- pass goes on from: of those before, none fits. Gives the executors that such a job may take, with the GPUs to give.
function grants.open_for(shape, job, score)
  local list = {}
  local flat = redis.call('HGETALL', keys.unfinished)
  for i = 1, #flat, 2 do
    if flat[i + 1] ~= '' then
      local rest_score, member = split(flat[i + 1])
      local executor = lines.is_before(job, score, lines.first_job(member), rest_score) and executors.load(flat[i])
      if executor and not executor.fields.claimed_by and not is_avoided(shape, executor) then
        local cause, gpus = executors.judge(executor, shape)
        if not cause then
          list[#list + 1] = { executor = executor, gpus = gpus }
        end
      end
    end
  end
  return list
end

-- The fleet has shrunk: what a job avoids may now be the only executor that could ever hold it.
function grants.reconsider_avoided()
  for _, n in ipairs(redis.call('SMEMBERS', keys.avoiding)) do
    for id in pairs(cjson.decode(redis.call('HGET', keys.shape .. n, 'avoided'))) do
      redis.call('HSET', keys.unfinished, id, '')
      local executor = executors.load(id)
      if executor then
        roster.show_room(executor)
      end
    end
  end
end

-- The executor is out of contact: it is given nothing until it reports.
function grants.mark_lost(id)
  redis.call('ZREM', keys.contacts, id)
  if redis.call('HGET', keys.executor .. id, 'lost') == '0' then
    redis.call('HSET', keys.executor .. id, 'lost', '1')
    local executor = executors.load(id)
    claims.clear(executor)
    roster.show(executor)
    grants.reconsider_avoided()
  end
end

-- How many passes are to be continued: the caller goes on with `resume` while there are any.
function grants.unfinished()
  if recovery.mark() then
    return 0
  end
  return redis.call('HLEN', keys.unfinished)
end
