-- Frees what the attempt holds, keeps its record and makes the job pending again, with the cause.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 attempt record (JSON), 4 reason, 5 message, 6 exit code ('' = none)
-- returns how many grant passes are open
export('end_attempt', function(_, args)
  local job, attempt, time = args[1], tonumber(args[2]), now()
  local place = places.get(job)
  if place and place.attempt > attempt then
    return grants.unfinished()
  end
  local freed = places.close(job, place, attempt)
  records.attempt_ended(job, {
    number = attempt,
    json = args[3],
    reason = args[4],
    message = args[5],
    exit_code = args[6],
  }, time)
  if freed then
    faults.ended(freed, job, args[4], args[5], time)
    grants.pass(freed, nil, time)
  end
  return grants.unfinished()
end, 'allow-oom')
