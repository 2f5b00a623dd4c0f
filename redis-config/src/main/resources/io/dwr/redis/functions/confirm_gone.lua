-- The executor has seen that the container of a superseded attempt is gone: frees its room and tells the workflow.
-- No effect on an attempt that is not superseded, and none when repeated.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt
-- returns how many grant passes are open
export('confirm_gone', function(_, args)
  local job, attempt, time = args[1], tonumber(args[2]), now()
  local place = places.held(job, attempt)
  if place and place.superseded_at then
    grants.announce_gone(job, attempt)
    faults.close_superseded(job, place, time)
  end
  return grants.unfinished()
end, 'allow-oom')
