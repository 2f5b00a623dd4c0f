-- Grants: room that is given to those who wait, and which room counts while grant passes are open.

local grants = {}

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
  local fields = redis.call('HMGET', keys.place .. job, 'attempt', 'claim', 'queue', 'quota_claim')
  local gpus_json = places.hold(job, fields[1], shape, executor, gpus, time, true, fields[3] or queues.DEFAULT)
  lines.leave(n, job)
  if fields[2] == executor.id then
    claims.clear(executor)
  elseif fields[2] then
    claims.end_of(job, fields[2])
  end
  if fields[4] then
    quotas.take_claimed(fields[4], job)
  end
  announce('granted', job, fields[1], executor.id, executor.ip, gpus_json)
end

-- Whether an executor that the shape avoids is to be passed over.
local function is_avoided(shape, executor)
  return shapes.avoids(shape, executor) and search.possible(shape)
end

local function split(cursor)
  local blank = string.find(cursor, ' ', 1, true)
  return string.sub(cursor, 1, blank - 1), string.sub(cursor, blank + 1)
end

-- An executor whose pass is open has room only for those who wait, and for a job that stands before the shape that the
-- pass goes on from: of those before, none fits. Gives the executors that such a job may take, with the GPUs to give.
-- but: an executor that is not looked at.
function grants.open_for(shape, job, score, but)
  local list = {}
  local flat = redis.call('HGETALL', keys.unfinished)
  for i = 1, #flat, 2 do
    if flat[i + 1] ~= '' and not (but and flat[i] == but.id) then
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

-- The executor that comes first: one that shows room, or one whose grant pass is past the job. but: an executor that is
-- not looked at.
function grants.choose(shape, job, score, spread, but)
  local executor, gpus = search.first_fit(shape, spread, but and { [but.number] = true })
  if grants.unfinished() == 0 then
    return executor, gpus
  end
  for _, open in ipairs(grants.open_for(shape, job, score, but)) do
    if not executor or search.cost_of(open.executor, spread) < search.cost_of(executor, spread) then
      executor, gpus = open.executor, open.gpus
    end
  end
  return executor, gpus
end

-- Whether those of the queue who wait come before the job, since its quota leaves more and they were not all looked at.
function grants.queue_goes_first(queue, job, score)
  local cursor = redis.call('HGET', keys.unfinished, quotas.MARK .. queue)
  if not cursor or cursor == '' then
    return cursor == ''
  end
  local rest_score, member = split(cursor)
  return not lines.is_before(job, score, lines.first_job(member), rest_score)
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
