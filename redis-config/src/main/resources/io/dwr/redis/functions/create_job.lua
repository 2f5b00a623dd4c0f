-- Stores a new pending job, unless its idempotency key is known or its queue is full. Repeating it with the same job id
-- changes nothing. A job that was accepted before and is stored again is not refused.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 spec (JSON), 3 created_at (ms since 1970), 4 size (small, medium, large), 5 queue, 6 'new' or 'again',
--         then for a repeatable submission 7 its key, 8 hash of its body
-- returns {'created' | 'replayed' | 'conflict', job}
--         {'queue_full', job, the most pending jobs}
local function earlier(job, args)
  if not args[7] then
    return nil
  end
  local known = redis.call('HMGET', keys.idempotency .. args[7], 'job', 'body_hash')
  if not known[1] or known[1] == job then
    return nil
  end
  return { known[2] == args[8] and 'replayed' or 'conflict', known[1] }
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
  local most = args[6] == 'new' and quotas.full(args[5])
  if most then
    return { 'queue_full', job, most }
  end
  if args[7] then
    redis.call('HSET', keys.idempotency .. args[7], 'job', job, 'body_hash', args[8])
    redis.call('HSET', keys.job .. job, 'idempotency_key', args[7])
  end
  redis.call('HSET', keys.job .. job, 'spec', args[2], 'status', 'pending', 'stage', 'waiting', 'attempt', 1,
    'created_at', created_at, 'updated_at', created_at, 'status_at', created_at, 'size', args[4],
    'queue', args[5])
  redis.call('ZADD', keys.jobs .. 'all', created_at, job)
  redis.call('ZADD', keys.jobs .. 'pending', created_at, job)
  redis.call('ZADD', keys.jobs_open, now(), job)
  redis.call('HINCRBY', keys.pending_sizes, args[4], 1)
  queues.add_pending(args[5], 1)
  return { 'created', job }
end)
