-- Quotas: the most that the jobs of a queue may have in use and pending. Over the first, its jobs wait; a new one over the
-- second is refused. A waiting shape of such a queue carries the queue's name, and either fits nowhere or asks for more
-- than its quota leaves. When a quota leaves more than before, its queue's pass searches for those that were held up.

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

-- What the queue may still take; nil when no quota names it.
function quotas.left(queue)
  local limits = quotas.of(queue)
  return limits and less(limits, queues.use(queue))
end

-- Whether what is left allows that much. A queue that uses more than it may, since its quota was lowered, can still take
-- none of what it uses too much of.
function quotas.allow(left, cpu, memory, gpus)
  return not left or (cpu <= left.cpu and memory <= left.memory and (gpus == 0 or gpus <= left.gpus))
end

-- Whether the quota of its queue keeps a waiting job from taking room for the shape.
function quotas.hold_up(job, shape)
  local left = quotas.left(redis.call('HGET', keys.place .. job, 'queue') or queues.DEFAULT)
  return not quotas.allow(left, shape.cpu, shape.memory, shape.gpu_count)
end

local function note_pass(queue, reason)
  if redis.call('EXISTS', keys.queue_lines .. queue) == 1 then
    redis.call('HSET', keys.queue_passes, queue, reason)
    redis.call('HSET', keys.unfinished, quotas.MARK .. queue, '')
  end
end

-- A job of the queue is about to give back what it has in use. Those who fit into what is left before that are known to
-- fit nowhere.
function quotas.before_give_back(queue)
  if not quotas.of(queue) then
    return
  end
  local use, earlier = queues.use(queue), redis.call('HGET', keys.queue_passes, queue)
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

-- Another quota holds for the queue.
function quotas.changed(queue)
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
