-- Queues as they stand: what a quota allows, and what their jobs use.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns {queue and `<cpu> <memory in MiB> <GPUs> <pending jobs>` (flat; '-' = no limit), `<queue>:<what>` and count
--         (flat); what: cpu, memory, gpus, running, pending}
export('queues', function()
  return { redis.call('HGETALL', keys.quotas), redis.call('HGETALL', keys.queues) }
end, 'no-writes')
