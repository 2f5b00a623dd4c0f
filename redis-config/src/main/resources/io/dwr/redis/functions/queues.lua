-- Queues as they stand: what a quota allows, what their jobs use, and what is claimed of a quota.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns {queue and `<cpu> <memory in MiB> <GPUs> <pending jobs>` (flat; '-' = no limit), `<queue>:<what>` and count
--         (flat); what: cpu, memory, gpus, running, pending; queue and `<job> <line> <cpu> <memory in MiB> <GPUs>` (flat)}
export('queues', function()
  return { redis.call('HGETALL', keys.quotas), redis.call('HGETALL', keys.queues), redis.call('HGETALL', keys.quota_claims) }
end, 'no-writes')
