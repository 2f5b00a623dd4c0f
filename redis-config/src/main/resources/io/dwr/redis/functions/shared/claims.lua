-- Claims: the age hold. A job that has waited for long claims one executor that could hold it in full. That executor
-- shows no room to others until the job fits there, runs elsewhere or leaves the line, or the executor cannot hold it
-- any more. The executor's hash names the job, the job's place the executor.

local claims = {}

-- One executor in TENTH may be claimed at once, but no more than MOST; always one.
local TENTH = 10
local MOST = 16
-- Shapes that one call looks at, and executors among which it chooses the one with most free.
local LOOK_LIMIT = 100
local CHOICE = 8

-- Ends the claim on a loaded executor, if there is one.
function claims.clear(executor)
  local job = executor.fields.claimed_by
  if not job then
    return
  end
  executor.fields.claimed_by = nil
  redis.call('HDEL', keys.executor .. executor.id, 'claimed_by')
  redis.call('SREM', keys.claims, executor.id)
  if redis.call('HGET', keys.place .. job, 'claim') == executor.id then
    redis.call('HDEL', keys.place .. job, 'claim')
  end
end

-- The job has left the line: what it claimed is offered to the others.
function claims.end_of(job, id)
  local executor = id and executors.load(id)
  if executor and executor.fields.claimed_by == job then
    claims.clear(executor)
    redis.call('HSET', keys.unfinished, id, '')
  end
end

function claims.clear_all()
  for _, id in ipairs(redis.call('SMEMBERS', keys.claims)) do
    claims.end_of(redis.call('HGET', keys.executor .. id, 'claimed_by'), id)
  end
end

local function claimed_numbers()
  local numbers = {}
  for _, id in ipairs(redis.call('SMEMBERS', keys.claims)) do
    numbers[tonumber(redis.call('ZSCORE', keys.executors, id))] = true
  end
  return numbers
end

-- Of the first in order that could hold the shape and are not claimed, the one with the largest free share.
local function choose(shape)
  local over, chosen, most = claimed_numbers(), nil, -1
  for _ = 1, CHOICE do
    local executor = search.able(shape, over)
    if not executor then
      break
    end
    over[executor.number] = true
    if roster.share(executor) > most then
      chosen, most = executor, roster.share(executor)
    end
  end
  return chosen
end

local function claim(job, executor)
  executor.fields.claimed_by = job
  redis.call('HSET', keys.executor .. executor.id, 'claimed_by', job)
  redis.call('HSET', keys.place .. job, 'claim', executor.id)
  redis.call('SADD', keys.claims, executor.id)
  roster.show_room(executor)
end

-- Ends the claims of jobs that their quota keeps waiting.
local function end_held_up()
  for _, id in ipairs(redis.call('SMEMBERS', keys.claims)) do
    local job = redis.call('HGET', keys.executor .. id, 'claimed_by')
    local n = redis.call('HGET', keys.place .. job, 'shape')
    if n and quotas.hold_up(job, shapes.load(n)) then
      claims.end_of(job, id)
    end
  end
end

-- Claims for the first jobs of the lines that have waited longest, as far as they have since a time.
function claims.make(since, time)
  local limited = quotas.exist()
  if limited then
    end_held_up()
  end
  local most = math.max(1, math.min(MOST, math.floor(redis.call('ZCARD', keys.executors) / TENTH)))
  local left = most - redis.call('SCARD', keys.claims)
  local old = left > 0 and redis.call('ZRANGEBYSCORE', keys.ages, '-inf', since, 'LIMIT', 0, LOOK_LIMIT) or {}
  for _, n in ipairs(old) do
    local job = limited and quota_claims.job_of(n) or redis.call('ZRANGE', keys.line .. n, 0, 0)[1]
    if left > 0 and not redis.call('HGET', keys.place .. job, 'claim') then
      local shape = shapes.load(n)
      local held_up = limited and quotas.hold_up(job, shape)
      local executor = not held_up and choose(shape)
      if executor then
        claim(job, executor)
        left = left - 1
      elseif held_up or not search.possible(shape) then
        -- Its quota keeps it waiting, or it could never fit: it is looked at again when it has waited as long once more.
        redis.call('ZADD', keys.ages, time, n)
      end
    end
  end
end
