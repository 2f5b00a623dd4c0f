-- An operator's wish for an executor: ready, cordoned or draining. It outlives reports and restarts. A new wish ends a
-- drain; ready also ends that it is set aside.
-- KEYS    none of its own; see the key schema
-- ARGV    1 executor, 2 state, 3 ms until what runs there is moved (draining alone)
-- returns {1 when the executor is known, else 0; how many grant passes are open}
export('set_state', function(_, args)
  local id, state, time = args[1], args[2], now()
  local key = keys.executor .. id
  if redis.call('EXISTS', key) == 0 then
    return { 0, grants.unfinished() }
  end
  redis.call('HSET', key, 'state', state)
  drains.stop(id)
  if state == 'draining' then
    drains.start(id, tonumber(args[3]), time)
  elseif state == 'ready' then
    faults.forgive(id)
  end
  roster.show(executors.load(id))
  if state ~= 'ready' then
    grants.reconsider_avoided()
  end
  grants.pass(id, nil, time)
  if state == 'draining' and not recovery.closed(time) then
    moves.act(id, time)
  end
  return { 1, grants.unfinished() }
end)
