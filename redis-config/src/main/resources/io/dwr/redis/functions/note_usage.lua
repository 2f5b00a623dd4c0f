-- Notes what the container of a running attempt uses; nothing of an attempt that is over. No record is made here.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 usage (JSON), 4 series of it (JSON, '' = as it was)
-- returns 1; 0 when the attempt is over or the job unknown
export('note_usage', function(_, args)
  local job, attempt = args[1], tonumber(args[2])
  local head = records.head(job)
  if not head or head.final or head.attempt > attempt then
    return 0
  end
  redis.call('HSET', keys.job .. job, 'usage', args[3], 'usage_attempt', attempt)
  if args[4] ~= '' then
    redis.call('HSET', keys.usage .. job, 'attempt', attempt, 'usage', args[3], 'series', args[4])
  end
  return 1
end)
