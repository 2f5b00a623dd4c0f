-- Places: where a job stands in the ledger. State held (a reservation), waiting (in a line) or ended (a tombstone, so
-- that a late wish of an attempt that is over is known). `failed:<executor>` notes the process on which an attempt
-- of the job ended.

local places = {}

local HELD_ONLY = { 'begun', 'moved', 'superseded_at', 'quiet_since', 'outcome', 'outcome_of', 'ended_json', 'ended_reason',
  'ended_message', 'ended_exit_code' }

function places.get(job)
  local place = hash(keys.place .. job)
  if place then
    place.attempt = tonumber(place.attempt)
    -- An older library, and a tombstone of a later attempt, leave what an earlier attempt told.
    if tonumber(place.outcome_of) ~= place.attempt then
      place.outcome = nil
    end
  end
  return place
end

-- The place when exactly this attempt holds a reservation.
function places.held(job, attempt)
  local place = places.get(job)
  if place and place.state == 'held' and place.attempt == attempt then
    return place
  end
  return nil
end

-- before: whether the job has had a place; queue: that it counts for.
function places.hold(job, attempt, shape, executor, gpus, time, before, queue)
  local key = keys.place .. job
  local gpus_json = json_list(gpus)
  redis.call('HSET', key, 'state', 'held', 'attempt', attempt, 'executor', executor.id, 'ip', executor.ip,
    'cpu', shape.cpu, 'memory', shape.memory, 'gpus', gpus_json, 'queue', queue)
  if before then
    redis.call('HDEL', key, 'shape', 'since', 'claim', 'quota_claim', unpack(HELD_ONLY))
    redis.call('PERSIST', key)
  end
  executors.take(executor, job, shape.cpu, shape.memory, gpus)
  queues.take(queue, shape.cpu, shape.memory, #gpus)
  records.dispatching(job, attempt, executor, gpus_json, time)
  return gpus_json
end

function places.wait(job, attempt, n, score, time, queue)
  local key = keys.place .. job
  redis.call('HSET', key, 'state', 'waiting', 'attempt', attempt, 'shape', n, 'score', score, 'since', time)
  redis.call('HDEL', key, 'executor', unpack(HELD_ONLY))
  if queue ~= queues.DEFAULT then
    redis.call('HSET', key, 'queue', queue)
  end
  redis.call('PERSIST', key)
  lines.join(n, job, score)
  records.waiting(job, attempt, time)
end

function places.leave_line(job, place)
  lines.leave(place.shape, job)
  claims.end_of(job, place.claim)
  if place.quota_claim then
    quotas.end_claim(place.quota_claim, job)
  end
end

-- What a place holds counts for its queue no more. An older library, and an attempt that nobody knew, counted for none.
local function leave_queue(place, cpu, memory, gpus)
  if place.queue then
    quotas.before_give_back(place.queue)
    queues.give_back(place.queue, cpu, memory, gpus)
  end
end

-- Frees what the job holds or leaves its line, and leaves a tombstone. Gives the executor that has more room now, if
-- one has.
function places.close(job, place, attempt)
  local key = keys.place .. job
  local freed = nil
  if place and place.state == 'held' then
    freed = place.executor
    local cpu, memory, gpus = tonumber(place.cpu), tonumber(place.memory), cjson.decode(place.gpus)
    executors.give_back(freed, job, cpu, memory, gpus)
    leave_queue(place, cpu, memory, #gpus)
    redis.call('SREM', keys.superseded, job)
    redis.call('SREM', keys.stopping .. freed, job)
    local process = redis.call('HGET', keys.executor .. freed, 'process')
    if process then
      redis.call('HSET', key, 'failed:' .. freed, process)
    end
  elseif place and place.state == 'waiting' then
    places.leave_line(job, place)
  end
  redis.call('HSET', key, 'state', 'ended', 'attempt', attempt)
  redis.call('HDEL', key, 'quiet_since')
  redis.call('PEXPIRE', key, TOMBSTONE_MILLIS)
  return freed
end

-- Closes what attempts before that one have, held or waiting; the grant pass comes later. Gives whether there was any.
function places.close_older(job, place, attempt)
  if not place or place.attempt >= attempt or place.state == 'ended' then
    return false
  end
  local freed = places.close(job, place, place.attempt)
  if freed then
    redis.call('HSET', keys.unfinished, freed, '')
  end
  return true
end

-- The place as far as it is of the job's present attempt, as the workflow tells it: an older one is over. nil when the
-- ledger knows better: a newer attempt, or the end of this one.
function places.of_present(job, attempt)
  local head, place = records.head(job), places.get(job)
  if (head and (head.final or head.attempt > attempt)) or (place and place.attempt > attempt) then
    return nil
  end
  if places.close_older(job, place, attempt) then
    place = places.get(job)
  end
  if place and place.attempt == attempt and place.state == 'ended' then
    return nil
  end
  return place or { state = 'ended', attempt = 0 }
end

-- What the ledger holds as it was given, and may lack the newest second of: the executor has asked to begin, and an
-- executor that reported before the record was there could not name the queue.
local function keep_adopted(job, place, time)
  redis.call('HSET', keys.place .. job, 'begun', '1')
  local queue, cpu, memory, gpus = records.queue(job), tonumber(place.cpu), tonumber(place.memory), cjson.decode(place.gpus)
  if queue ~= place.queue then
    leave_queue(place, cpu, memory, #gpus)
    queues.take(queue, cpu, memory, #gpus)
    redis.call('HSET', keys.place .. job, 'queue', queue)
  end
  if not records.is_placed(job, place.attempt, place.executor) then
    records.dispatching(job, place.attempt, { id = place.executor, ip = place.ip }, place.gpus, time)
  end
  return true
end

-- Holds exactly what the attempt was given, searching nothing. given: executor, ip, cpu, memory, gpus. Its container may
-- run. Gives whether the attempt holds it now.
function places.adopt(job, attempt, given, time)
  local place = places.of_present(job, attempt)
  if not place then
    return false
  end
  if place.state == 'held' then
    return place.executor == given.executor and keep_adopted(job, place, time)
  end
  if place.state == 'waiting' then
    places.leave_line(job, place)
  end
  local executor = executors.load(given.executor) or executors.absent(given.executor, given.ip)
  places.hold(job, attempt, given, executor, given.gpus, time, true, records.queue(job))
  redis.call('HSET', keys.place .. job, 'begun', '1')
  if not executor.absent then
    roster.show_room(executor)
    drains.go_on(executor)
  end
  return true
end

-- Takes what attempts hold that were adopted before their executor was known here.
function places.take_adopted(id)
  for _, job in ipairs(redis.call('SMEMBERS', keys.held .. id)) do
    local place = places.get(job)
    executors.take(executors.load(id), job, tonumber(place.cpu), tonumber(place.memory), cjson.decode(place.gpus))
  end
end

-- Ends a superseded attempt whose container is gone: its room is free, its record is kept, the job is pending again.
-- When its own end is known, the workflow takes that one and decides.
function places.close_superseded(job, place, time)
  local freed = places.close(job, place, place.attempt)
  if place.outcome then
    return freed
  end
  records.attempt_ended(job, {
    number = place.attempt,
    json = place.ended_json,
    reason = place.ended_reason,
    message = place.ended_message,
    exit_code = place.ended_exit_code,
  }, time)
  return freed
end
