-- Asked by the executor right before it creates the container.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 executor
-- returns {'yes'}
--         {'no'} when the attempt is not exactly reserved there or is superseded
--         {'closed'} while the ledger is to be rebuilt, and has not been told of the attempt yet
export('begin', function(_, args)
  local job, attempt = args[1], tonumber(args[2])
  local place = places.held(job, attempt)
  if place and place.executor == args[3] and not place.superseded_at then
    redis.call('HSET', keys.place .. job, 'begun', '1')
    return { 'yes' }
  end
  local unknown = not place and fencing.judge(job, attempt, args[3]) == nil
  return { unknown and recovery.closed(now()) and 'closed' or 'no' }
end)
