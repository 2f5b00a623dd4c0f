-- Stores a new pending job, unless its idempotency key is known. Repeating it with the same job id changes nothing.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 spec (JSON), 3 created_at (ms since 1970), 4 size (small, medium, large), then for a repeatable
--         submission 5 its key, 6 hash of its body
-- returns {'created' | 'replayed' | 'conflict', job}
local function earlier(job, args)
  if not args[5] then
    return nil
  end
  local known = redis.call('HMGET', keys.idempotency .. args[5], 'job', 'body_hash')
  if not known[1] or known[1] == job then
    return nil
  end
  return { known[2] == args[6] and 'replayed' or 'conflict', known[1] }
end

export('create_job', function(_, args)
  local job, created_at = args[1], args[3]
  local answer = earlier(job, args)
  if answer then
    return answer
  end
  if redis.call('EXISTS', keys.job .. job) == 1 then
    return { 'created', job }
  end
  if args[5] then
    redis.call('HSET', keys.idempotency .. args[5], 'job', job, 'body_hash', args[6])
    redis.call('HSET', keys.job .. job, 'idempotency_key', args[5])
  end
  redis.call('HSET', keys.job .. job, 'spec', args[2], 'status', 'pending', 'stage', 'waiting', 'attempt', 1,
    'created_at', created_at, 'updated_at', created_at, 'status_at', created_at, 'size', args[4])
  redis.call('ZADD', keys.jobs .. 'all', created_at, job)
  redis.call('ZADD', keys.jobs .. 'pending', created_at, job)
  redis.call('ZADD', keys.jobs_open, now(), job)
  redis.call('HINCRBY', keys.pending_sizes, args[4], 1)
  return { 'created', job }
end)
