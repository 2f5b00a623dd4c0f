-- An operator's wish for an executor: ready, cordoned or draining. It outlives reports and restarts.
-- KEYS    none of its own; see the key schema
-- ARGV    1 executor, 2 state
-- returns {1 when the executor is known, else 0; how many grant passes are open}
export('set_state', function(_, args)
  local key = keys.executor .. args[1]
  if redis.call('EXISTS', key) == 0 then
    return { 0, grants.unfinished() }
  end
  redis.call('HSET', key, 'state', args[2])
  roster.show(executors.load(args[1]))
  if args[2] ~= 'ready' then
    grants.reconsider_avoided()
  end
  grants.pass(args[1], nil, now())
  return { 1, grants.unfinished() }
end)
