-- Writes the final record, once, and frees what the job holds or leaves the line. A call for an attempt that is older
-- than the job's present one changes nothing.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 status, 4 reason, 5 message, 6 exit code ('' = none), 7 start of the last container
--         (ms since 1970, '' = none), 8 retention in ms, then pairs of attempt number and attempt record (JSON)
-- returns how many grant passes are open
local function write(job, head, args, time)
  local key = keys.job .. job
  redis.call('HSET', key, 'stage', 'ended', 'reason', args[4], 'message', args[5], 'finished_at', time, 'updated_at',
    time)
  if args[6] ~= '' then
    redis.call('HSET', key, 'exit_code', args[6])
  end
  if args[7] ~= '' then
    redis.call('HSET', key, 'started_at', args[7])
  end
  for i = 9, #args, 2 do
    redis.call('HSET', key, 'attempt:' .. args[i], args[i + 1])
  end
  redis.call('HDEL', key, 'usage', 'usage_attempt')
  records.move(job, head, args[3], time)
end

local function expire(job, retention, time)
  local idempotency = redis.call('HGET', keys.job .. job, 'idempotency_key')
  if idempotency then
    redis.call('PEXPIRE', keys.idempotency .. idempotency, retention)
  end
  redis.call('PEXPIRE', keys.job .. job, retention)
  logs.expire(job, retention)
  redis.call('PEXPIRE', keys.usage .. job, retention)
  redis.call('PEXPIRE', keys.postmortem .. job, retention)
  redis.call('ZREM', keys.jobs_open, job)
  redis.call('ZADD', keys.jobs_expiry, time + retention, job)
end

export('finish', function(_, args)
  local job, attempt, time = args[1], tonumber(args[2]), now()
  local place, head = places.get(job), records.head(job)
  if (place and place.attempt > attempt) or (head and not head.final and head.attempt > attempt) then
    return grants.unfinished()
  end
  local freed = places.close(job, place, attempt)
  redis.call('HDEL', keys.place .. job, 'outcome', 'outcome_of')
  if head and not head.final then
    write(job, head, args, time)
  end
  if not (head and head.final) then
    expire(job, tonumber(args[8]), time)
  end
  if freed then
    faults.ended(freed, job, args[4], args[5], time)
    grants.pass(freed, nil, time)
  end
  return grants.unfinished()
end, 'allow-oom')
