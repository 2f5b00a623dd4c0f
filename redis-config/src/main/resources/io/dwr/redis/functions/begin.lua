-- Asked by the executor right before it creates the container.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 executor
-- returns 1; 0 when the attempt is not exactly reserved there or is superseded
export('begin', function(_, args)
  local place = places.held(args[1], tonumber(args[2]))
  if not place or place.executor ~= args[3] or place.superseded_at then
    return 0
  end
  redis.call('HSET', keys.place .. args[1], 'begun', '1')
  return 1
end)
