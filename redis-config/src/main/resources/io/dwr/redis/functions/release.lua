-- Frees what the attempt holds, if anything, and nothing else.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt
-- returns how many grant passes are open
export('release', function(_, args)
  local job, attempt = args[1], tonumber(args[2])
  local place = places.held(job, attempt)
  if place then
    grants.pass(places.close(job, place, attempt), nil, now())
  end
  return grants.unfinished()
end, 'allow-oom')
