-- Part of a job's log.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 offset in the whole log, from 0, dropped lines counted, 3 most lines
-- returns {offset of the first line given, dropped lines in all, lines}
export('read_log', function(_, args)
  local list = keys.job_logs .. args[1]
  local dropped = tonumber(redis.call('HGET', keys.log .. args[1], 'dropped') or '0')
  -- The marker stands for the last line that was dropped.
  local base = math.max(dropped - 1, 0)
  local first = math.max(tonumber(args[2]), base)
  local limit = tonumber(args[3])
  return { first, dropped, redis.call('LRANGE', list, first - base, first - base + limit - 1) }
end, 'no-writes')
