-- Claims on quotas: the age hold of a queue. A job that its queue's quota has kept waiting for long claims what it asks of
-- that quota. The others of the queue are not left that until the job is placed or leaves the line, or can never be placed.
-- One job of a queue claims at once. Its place names the queue.

local quota_claims = {}

-- Shapes that one call looks at.
local LOOK_LIMIT = 100

local function claim(queue, job, n, shape)
  redis.call('HSET', keys.quota_claims, queue,
    string.format('%s %d %d %d %d', job, n, shape.cpu, shape.memory, shape.gpu_count))
  redis.call('HSET', keys.place .. job, 'quota_claim', queue)
end

-- The waiting shape, when an executor could hold it, be it one that is avoided.
local function possible(n)
  local shape = shapes.load(n)
  shape.avoided = {}
  return search.possible(shape) and shape
end

-- The job that claims of its queue's quota, when it stands in the line n.
function quota_claims.job_of(n)
  local queue = redis.call('HGET', keys.shape .. n, 'queue')
  local its_claim = queue and quotas.claim(queue)
  return its_claim and its_claim.line == tonumber(n) and its_claim.job or nil
end

function quota_claims.clear_all()
  for _, queue in ipairs(redis.call('HKEYS', keys.quota_claims)) do
    quotas.end_claim(queue, quotas.claim(queue).job)
  end
end

-- Ends the claims of jobs that no executor could hold any more.
local function end_impossible(time)
  for _, queue in ipairs(redis.call('HKEYS', keys.quota_claims)) do
    local its_claim = quotas.claim(queue)
    if not possible(its_claim.line) then
      quotas.end_claim(queue, its_claim.job)
      redis.call('ZADD', keys.queue_ages .. queue, time, its_claim.line)
    end
  end
end

-- Claims for the longest waiting that the queue's quota holds up and could let through. Gives how many shapes it looked at.
local function make_for(queue, since, time, most)
  local limits, left = quotas.of(queue), quotas.left(queue)
  local old = redis.call('ZRANGEBYSCORE', keys.queue_ages .. queue, '-inf', since, 'LIMIT', 0, most)
  for looked, n in ipairs(old) do
    local job = redis.call('ZRANGE', keys.line .. n, 0, 0)[1]
    local needs = redis.call('HMGET', keys.shape .. n, 'cpu', 'memory', 'gpus')
    local cpu, memory, gpus = tonumber(needs[1]), tonumber(needs[2]), tonumber(needs[3])
    local held_up = not quotas.allow(left, cpu, memory, gpus)
    local shape = held_up and quotas.allow(limits, cpu, memory, gpus) and possible(n)
    if shape then
      claim(queue, job, n, shape)
      return looked
    end
    -- Who is kept an executor for is held up next, if at all; others are looked at again when they have waited as long
    -- once more.
    if held_up or not redis.call('HGET', keys.place .. job, 'claim') then
      redis.call('ZADD', keys.queue_ages .. queue, time, n)
    end
  end
  return #old
end

-- Claims for jobs that have waited since a time, in each queue that a quota names.
function quota_claims.make(since, time)
  end_impossible(time)
  local looks = LOOK_LIMIT
  for _, queue in ipairs(redis.call('HKEYS', keys.quotas)) do
    if looks > 0 and redis.call('HEXISTS', keys.quota_claims, queue) == 0 then
      looks = looks - make_for(queue, since, time, looks)
    end
  end
end
