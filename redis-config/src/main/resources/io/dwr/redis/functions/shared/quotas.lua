-- Quotas: the most that the jobs of a queue may have in use and pending. Over the first, its jobs wait; a new one over the
-- second is refused. A waiting shape of such a queue carries the queue's name, and either fits nowhere or asks for more
-- than its quota leaves. When a quota leaves more than before, its queue's pass searches for those that were held up.
-- One job that has waited for long may claim what it asks of its queue's quota: nobody else is left that.

local quotas = {}

-- Before a queue's name, where passes are noted by executor.
quotas.MARK = '@'

local EVERYTHING = 'everything'

-- One cheap look for a cluster without any.
function quotas.exist()
  return redis.call('EXISTS', keys.quotas) == 1
end

-- The most of each; nil when no quota names the queue.
function quotas.of(queue)
  local text = redis.call('HGET', keys.quotas, queue)
  if not text then
    return nil
  end
  local cpu, memory, gpus, pending = string.match(text, '^(%S+) (%S+) (%S+) (%S+)$')
  return {
    cpu = tonumber(cpu) or math.huge,
    memory = tonumber(memory) or math.huge,
    gpus = tonumber(gpus) or math.huge,
    pending = tonumber(pending) or math.huge,
  }
end

-- The most pending jobs of a queue that has them already; nil while there are fewer.
function quotas.full(queue)
  local limits = quotas.of(queue)
  return limits and queues.pending(queue) >= limits.pending and limits.pending or nil
end

local function less(limits, use)
  return { cpu = limits.cpu - use.cpu, memory = limits.memory - use.memory, gpus = limits.gpus - use.gpus }
end

-- What is claimed of the queue's quota: job, line (the number of its shape), cpu, memory, gpus; nil when nothing is.
function quotas.claim(queue)
  local text = redis.call('HGET', keys.quota_claims, queue)
  if not text then
    return nil
  end
  local job, line, cpu, memory, gpus = string.match(text, '^(%S+) (%d+) (%d+) (%d+) (%d+)$')
  return { job = job, line = tonumber(line), cpu = tonumber(cpu), memory = tonumber(memory), gpus = tonumber(gpus) }
end

-- What the queue may still take; nil when no quota names it. Where it is claimed: claim, and own, which is left to the
-- job that claimed it.
function quotas.left(queue)
  local limits = quotas.of(queue)
  if not limits then
    return nil
  end
  local own, claim = less(limits, queues.use(queue)), quotas.claim(queue)
  if not claim then
    return own
  end
  local left = less(own, claim)
  left.claim, left.own = claim, own
  return left
end

-- Whether what is left allows that much. A queue that uses more than it may, since its quota was lowered, can still take
-- none of what it uses too much of.
function quotas.allow(left, cpu, memory, gpus)
  return not left or (cpu <= left.cpu and memory <= left.memory and (gpus == 0 or gpus <= left.gpus))
end

-- Whether the quota of its queue keeps a waiting job from taking room for the shape.
function quotas.hold_up(job, shape)
  local left = quotas.left(redis.call('HGET', keys.place .. job, 'queue') or queues.DEFAULT)
  if left and left.claim and left.claim.job == job then
    left = left.own
  end
  return not quotas.allow(left, shape.cpu, shape.memory, shape.gpu_count)
end

local function note_pass(queue, reason)
  if redis.call('EXISTS', keys.queue_lines .. queue) == 1 then
    redis.call('HSET', keys.queue_passes, queue, reason)
    redis.call('HSET', keys.unfinished, quotas.MARK .. queue, '')
  end
end

-- What the queue's jobs cannot take: what is in use, and what is claimed.
local function taken(queue)
  local use, claim = queues.use(queue), quotas.claim(queue)
  if claim then
    use.cpu, use.memory, use.gpus = use.cpu + claim.cpu, use.memory + claim.memory, use.gpus + claim.gpus
  end
  return use
end

-- A job of the queue is about to give back what it has in use or has claimed. Those who fit into what is left before that
-- are known to fit nowhere.
function quotas.before_give_back(queue)
  if not quotas.of(queue) then
    return
  end
  local use, earlier = taken(queue), redis.call('HGET', keys.queue_passes, queue)
  if earlier == EVERYTHING then
    note_pass(queue, EVERYTHING)
    return
  end
  if earlier then
    local cpu, memory, gpus = string.match(earlier, '^(%d+) (%d+) (%d+)$')
    use = { cpu = math.max(use.cpu, tonumber(cpu)), memory = math.max(use.memory, tonumber(memory)),
      gpus = math.max(use.gpus, tonumber(gpus)) }
  end
  note_pass(queue, string.format('%d %d %d', use.cpu, use.memory, use.gpus))
end

-- The job has what it claimed.
function quotas.take_claimed(queue, job)
  redis.call('HDEL', keys.quota_claims, queue)
  redis.call('HDEL', keys.place .. job, 'quota_claim')
end

-- What the job claimed is offered to the others of the queue.
function quotas.end_claim(queue, job)
  quotas.before_give_back(queue)
  quotas.take_claimed(queue, job)
end

-- Another quota holds for the queue.
function quotas.changed(queue)
  local limits, claim = quotas.of(queue), quotas.claim(queue)
  if claim and not (limits and quotas.allow(limits, claim.cpu, claim.memory, claim.gpus)) then
    quotas.end_claim(queue, claim.job)
  end
  note_pass(queue, EVERYTHING)
end

-- What the queue could take before its pass was opened; nil when that says nothing about those who wait.
function quotas.left_before(queue)
  local limits, reason = quotas.of(queue), redis.call('HGET', keys.queue_passes, queue)
  if not limits or not reason or reason == EVERYTHING then
    return nil
  end
  local cpu, memory, gpus = string.match(reason, '^(%d+) (%d+) (%d+)$')
  return less(limits, { cpu = tonumber(cpu), memory = tonumber(memory), gpus = tonumber(gpus) })
end
