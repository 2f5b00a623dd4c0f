-- Waiting lines: one for each shape, and the list of shapes by their first job. A member of that list is
-- `<first job>:<shape number, CPU, memory, GPUs>`, so that equal ranks are served by job id, and what cannot fit is
-- seen without another look. The last four are numbers of 32 bits. A shape whose queue a quota names has the queue
-- between them, `<first job>:<queue>:<…>`, and its member stands in the list of its queue, too.

local lines = {}

local NEEDS_FORMAT = '>I4I4I4I4'
local NEEDS_BYTES = 16

-- Shape number, CPU, memory and GPUs of a member.
function lines.needs(member)
  return struct.unpack(NEEDS_FORMAT, member, #member - NEEDS_BYTES + 1)
end

function lines.first_job(member)
  return string.sub(member, 1, string.find(member, ':', 1, true) - 1)
end

-- The queue whose quota the shape minds; nil when there is none.
function lines.queue(member)
  local first, last = string.find(member, ':', 1, true) + 1, #member - NEEDS_BYTES - 1
  return first <= last and string.sub(member, first, last) or nil
end

local function member_of(job, queue, n, cpu, memory, gpus)
  return job .. ':' .. (queue and queue .. ':' or '') .. struct.pack(NEEDS_FORMAT, tonumber(n), math.min(tonumber(cpu), packed.MOST),
    math.min(tonumber(memory), packed.MOST), math.min(tonumber(gpus), packed.MOST))
end

local function take_out(member)
  redis.call('ZREM', keys.lines, member)
  local queue = lines.queue(member)
  if queue then
    redis.call('ZREM', keys.queue_lines .. queue, member)
  end
  return queue
end

local function forget(n, head, canonical)
  local queue = head and take_out(head)
  if queue then
    redis.call('ZREM', keys.queue_ages .. queue, n)
  end
  if canonical then
    redis.call('HDEL', keys.shapes, canonical)
  end
  if redis.call('HGET', keys.shape .. n, 'barred') then
    for _, class in ipairs(redis.call('HVALS', keys.classes)) do
      redis.call('SREM', keys.barred .. class, n)
    end
  end
  redis.call('SREM', keys.avoiding, n)
  redis.call('ZREM', keys.ages, n)
  redis.call('ZREM', keys.needs_cpu, n)
  redis.call('ZREM', keys.needs_memory, n)
  redis.call('DEL', keys.shape .. n)
end

-- Puts the shape where its first job belongs; forgets a shape for which nobody waits.
function lines.refresh(n)
  local first = redis.call('ZRANGE', keys.line .. n, 0, 0, 'WITHSCORES')
  local fields = redis.call('HMGET', keys.shape .. n, 'head', 'canonical', 'cpu', 'memory', 'gpus', 'queue')
  local before = fields[1]
  if #first == 0 then
    forget(n, before, fields[2])
    return
  end
  local member = member_of(first[1], fields[6], n, fields[3], fields[4], fields[5])
  if member == before then
    return
  end
  redis.call('ZADD', keys.lines, first[2], member)
  local since = redis.call('HGET', keys.place .. first[1], 'since') or now()
  if fields[6] then
    redis.call('ZADD', keys.queue_lines .. fields[6], first[2], member)
    redis.call('ZADD', keys.queue_ages .. fields[6], since, n)
  end
  redis.call('HSET', keys.shape .. n, 'head', member)
  redis.call('ZADD', keys.ages, since, n)
  if before then
    take_out(before)
  end
end

-- Notes that no executor of the class can ever be one for the shape.
function lines.bar(n, class)
  redis.call('SADD', keys.barred .. class, n)
  redis.call('HSET', keys.shape .. n, 'barred', '1')
end

-- The least CPU and memory that a waiting shape needs; nil when none waits.
function lines.least_needs()
  local cpu = redis.call('ZRANGE', keys.needs_cpu, 0, 0, 'WITHSCORES')[2]
  local memory = redis.call('ZRANGE', keys.needs_memory, 0, 0, 'WITHSCORES')[2]
  return tonumber(cpu or ''), tonumber(memory or '')
end

-- The number of a shape that waits; nil when none does.
function lines.find(canonical)
  return redis.call('HGET', keys.shapes, canonical) or nil
end

-- Whether a job stands before another, by rank and then by id.
function lines.is_before(job, score, other, other_score)
  local mine, theirs = tonumber(score), tonumber(other_score)
  return mine < theirs or (mine == theirs and job < other)
end

-- Whether a job of that rank would be the first of the line.
function lines.would_lead(n, job, score)
  local first = redis.call('ZRANGE', keys.line .. n, 0, 0, 'WITHSCORES')
  return #first == 0 or lines.is_before(job, score, first[1], first[2])
end

-- A new shape with nobody in its line yet. queue: whose quota it minds, nil = none.
function lines.open(canonical, request, avoided, queue)
  local shape = shapes.of(request, avoided)
  local n = string.format('%d', redis.call('INCR', keys.shape_count))
  redis.call('HSET', keys.shape .. n, 'canonical', canonical, 'request', request, 'avoided',
    cjson.encode(shape.avoided), 'cpu', shape.cpu, 'memory', shape.memory, 'gpus', shape.gpu_count)
  if queue then
    redis.call('HSET', keys.shape .. n, 'queue', queue)
  end
  redis.call('HSET', keys.shapes, canonical, n)
  redis.call('ZADD', keys.needs_cpu, shape.cpu, n)
  redis.call('ZADD', keys.needs_memory, shape.memory, n)
  if next(shape.avoided) then
    redis.call('SADD', keys.avoiding, n)
  end
  return n
end

function lines.join(n, job, score)
  redis.call('ZADD', keys.line .. n, score, job)
  lines.refresh(n)
end

function lines.leave(n, job)
  redis.call('ZREM', keys.line .. n, job)
  lines.refresh(n)
end

-- A job that came into its line before a quota named its queue is moved to a line of that queue. Gives whether it was.
function lines.to_own(job, n, shape)
  local place = redis.call('HMGET', keys.place .. job, 'queue', 'score')
  local queue = place[1] or queues.DEFAULT
  if shape.queue == queue or not quotas.of(queue) then
    return false
  end
  local fields = redis.call('HMGET', keys.shape .. n, 'canonical', 'request')
  local canonical = fields[1] .. '\n' .. quotas.MARK .. queue
  local own = lines.find(canonical) or lines.open(canonical, fields[2], shape.avoided, queue)
  redis.call('HSET', keys.place .. job, 'shape', own)
  lines.join(own, job, place[2])
  lines.leave(n, job)
  return true
end
