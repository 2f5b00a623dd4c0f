-- Leaves the waiting line, unless a grant came first.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt
-- returns {'left', n} or {'placed', executor, ip, GPU uuids (JSON), n}; n: how many grant passes are open
export('withdraw', function(_, args)
  local job, attempt = args[1], tonumber(args[2])
  local place = places.get(job)
  if not place or place.attempt ~= attempt then
    return { 'left', grants.unfinished() }
  end
  if place.state == 'held' then
    return { 'placed', place.executor, place.ip, place.gpus, grants.unfinished() }
  end
  if place.state == 'waiting' then
    places.close(job, place, attempt)
  end
  return { 'left', grants.unfinished() }
end, 'allow-oom')
