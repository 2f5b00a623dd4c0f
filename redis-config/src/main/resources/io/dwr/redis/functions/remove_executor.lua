-- Forgets an executor that is out of contact and holds nothing. When it reports again, it registers anew, last in order.
-- KEYS    none of its own; see the key schema
-- ARGV    1 executor, 2 lost_after in ms
-- returns {'removed', 'unknown', 'in_contact', 'holding', or 'closed' while the ledger is to be rebuilt;
--          how many grant passes are open}
local function answer(id, lost_after, time)
  local executor = executors.load(id)
  if not executor then
    return 'unknown'
  end
  if recovery.closed(time) then
    return 'closed'
  end
  local epoch = contact.pulse(time, lost_after)
  if executor.fields.lost == '0' and contact.silence(id, epoch, time) < lost_after then
    return 'in_contact'
  end
  if redis.call('SCARD', keys.held .. id) > 0 then
    return 'holding'
  end
  grants.mark_lost(id)
  drains.stop(id)
  faults.forgive(id)
  redis.call('SREM', keys.engine .. executor.fields.engine_id, id)
  redis.call('SREM', keys.claims, id)
  redis.call('HDEL', keys.unfinished, id)
  roster.dismiss(executor)
  redis.call('DEL', keys.executor .. id, keys.stopping .. id)
  return 'removed'
end

export('remove_executor', function(_, args)
  return { answer(args[1], tonumber(args[2]), now()), grants.unfinished() }
end)
