-- Whether the attempt's workflow was told to go on elsewhere, since its executor is drained.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt
-- returns {1 or 0}
export('moved', function(_, args)
  local place = places.held(args[1], tonumber(args[2]))
  return { place and place.moved and 1 or 0 }
end, 'no-writes')
