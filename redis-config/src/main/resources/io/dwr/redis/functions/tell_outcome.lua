-- How an attempt ended by itself, told by its executor before the container is removed. Should the executor not get its
-- answer through to the workflow, this end counts, and the attempt is not lost. No effect on an attempt that does not hold
-- its reservation there any more.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 executor, 4 outcome (JSON)
-- returns nothing
export('tell_outcome', function(_, args)
  local job = args[1]
  local place = places.held(job, tonumber(args[2]))
  if place and place.executor == args[3] then
    redis.call('HSET', keys.place .. job, 'outcome', args[4], 'outcome_of', args[2])
  end
end, 'allow-oom')
