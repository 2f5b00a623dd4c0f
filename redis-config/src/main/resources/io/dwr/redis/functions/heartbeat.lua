-- The light sign of life of an executor's process.
-- KEYS    none of its own; see the key schema
-- ARGV    1 executor, 2 process, then pairs of job and attempt that it holds
-- returns {1 when known, 0 when it is to report in full; current pairs (flat); pairs to stop (flat)}
export('heartbeat', function(_, args)
  local id, time = args[1], now()
  contact.pulse(time)
  recovery.closed(time)
  local fields = redis.call('HMGET', keys.executor .. id, 'process', 'lost')
  local same = fields[1] == args[2]
  if same then
    redis.call('HSET', keys.executor .. id, 'contact', time)
    if fields[2] == '0' then
      redis.call('ZADD', keys.contacts, time, id)
    end
  end
  local current, stop = fencing.sort(id, args, 3)
  if same then
    fencing.add_unnamed(id, stop)
  end
  return { (same and fields[2] == '0') and 1 or 0, current, stop }
end, 'allow-oom')
