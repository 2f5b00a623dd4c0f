-- Queues: what the jobs of each have in use, and how many run and are pending. Every job counts for its queue, whether a
-- quota names it or not, so that a quota holds from the moment on when it is set. A count of zero is not kept.

local queues = {}

queues.DEFAULT = 'default'

local function add(queue, what, amount)
  local field = queue .. ':' .. what
  if amount ~= 0 and redis.call('HINCRBY', keys.queues, field, amount) == 0 then
    redis.call('HDEL', keys.queues, field)
  end
end

local function change(queue, sign, cpu, memory, gpus)
  add(queue, 'cpu', sign * cpu)
  add(queue, 'memory', sign * memory)
  add(queue, 'gpus', sign * gpus)
  add(queue, 'running', sign)
end

function queues.take(queue, cpu, memory, gpus)
  change(queue, 1, cpu, memory, gpus)
end

function queues.give_back(queue, cpu, memory, gpus)
  change(queue, -1, cpu, memory, gpus)
end

-- More or, by a negative number, fewer jobs are pending. A record that knows no queue was never counted.
function queues.add_pending(queue, jobs)
  if queue then
    add(queue, 'pending', jobs)
  end
end

function queues.pending(queue)
  return tonumber(redis.call('HGET', keys.queues, queue .. ':pending') or 0)
end

-- CPU, memory and GPUs in use.
function queues.use(queue)
  local counts = redis.call('HMGET', keys.queues, queue .. ':cpu', queue .. ':memory', queue .. ':gpus')
  return { cpu = tonumber(counts[1] or 0), memory = tonumber(counts[2] or 0), gpus = tonumber(counts[3] or 0) }
end
