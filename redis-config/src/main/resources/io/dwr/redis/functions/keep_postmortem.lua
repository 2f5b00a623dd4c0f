-- Keeps what is left of a failed attempt. Nothing of an attempt that is older than the job's present one, or of a job that
-- has ended or has no record.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 post-mortem (JSON), 4 of how many attempts at most one is kept: the newest
-- returns 1 when it is kept, else 0
export('keep_postmortem', function(_, args)
  local job, attempt = args[1], tonumber(args[2])
  local head = records.head(job)
  if not head or head.final or head.attempt > attempt then
    return 0
  end
  redis.call('HSET', keys.postmortem .. job, args[2], args[3])
  redis.call('HDEL', keys.postmortem .. job, attempt - tonumber(args[4]))
  return 1
end)
