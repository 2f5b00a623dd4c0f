-- Job records: status, stage and the indexes by status. A record that is missing (emptied Redis) is never made here.

local records = {}

-- What decides about a job; nil when there is no record.
function records.head(job)
  local fields = redis.call('HMGET', keys.job .. job, 'status', 'attempt', 'created_at', 'size',
    'queue')
  if not fields[1] then
    return nil
  end
  return {
    status = fields[1],
    attempt = tonumber(fields[2]),
    created_at = fields[3],
    size = fields[4],
    queue = fields[5] or nil,
    final = FINAL[fields[1]] or false,
  }
end

-- The queue that the job counts for.
function records.queue(job)
  return redis.call('HGET', keys.job .. job, 'queue') or queues.DEFAULT
end

function records.move(job, head, status, time)
  if head.status == status then
    return
  end
  redis.call('ZREM', keys.jobs .. head.status, job)
  redis.call('ZADD', keys.jobs .. status, head.created_at, job)
  if head.status == 'pending' then
    redis.call('HINCRBY', keys.pending_sizes, head.size, -1)
    queues.add_pending(head.queue, -1)
  end
  if status == 'pending' then
    redis.call('HINCRBY', keys.pending_sizes, head.size, 1)
    queues.add_pending(head.queue, 1)
  end
  redis.call('HSET', keys.job .. job, 'status', status, 'status_at', time)
  head.status = status
end

-- Whether the record says that this attempt is at that executor.
function records.is_placed(job, attempt, executor)
  local fields = redis.call('HMGET', keys.job .. job, 'attempt', 'executor_id')
  return tonumber(fields[1] or '') == tonumber(attempt) and fields[2] == executor
end

-- The attempt holds a reservation and nobody has taken it up yet.
function records.dispatching(job, attempt, executor, gpus_json, time)
  local head = records.head(job)
  if not head or head.final then
    return
  end
  redis.call('HSET', keys.job .. job, 'attempt', attempt, 'stage', 'dispatching', 'executor_id', executor.id,
    'executor_ip', executor.ip, 'gpu_uuids', gpus_json, 'updated_at', time)
  if tonumber(attempt) > 1 then
    redis.call('HDEL', keys.job .. job, 'started_at', 'image')
  end
end

-- The attempt stands in the waiting line.
function records.waiting(job, attempt, time)
  local head = records.head(job)
  if not head or head.final then
    return
  end
  redis.call('HSET', keys.job .. job, 'attempt', attempt, 'stage', 'waiting', 'updated_at', time)
end

-- The attempt has ended and the job goes on: pending again, with the cause. `ended`: number, json, reason, message,
-- exit_code ('' = none).
function records.attempt_ended(job, ended, time)
  local head = records.head(job)
  if not head or head.final or head.attempt > ended.number then
    return
  end
  records.move(job, head, 'pending', time)
  redis.call('HSET', keys.job .. job, 'attempt', ended.number, 'stage', 'waiting', 'reason', ended.reason, 'message', ended.message,
    'attempt:' .. ended.number, ended.json, 'updated_at', time)
  redis.call('HDEL', keys.job .. job, 'usage', 'usage_attempt')
  if ended.exit_code ~= '' then
    redis.call('HSET', keys.job .. job, 'exit_code', ended.exit_code)
  end
end
