-- Moves: the deadline of a drain has passed, and the workflows of what still runs there are told to go on elsewhere. A
-- job's place notes that its workflow was told.

local moves = {}

local LIMIT = 100
-- What is told to move takes its grace period to stop, and a job may be adopted meanwhile.
local LOOK_AGAIN_MILLIS = 10 * 1000

local function tell(job, executor)
  local place = places.get(job)
  if not place or place.moved or place.superseded_at then
    return false
  end
  redis.call('HSET', keys.place .. job, 'moved', '1')
  grants.announce_move(job, place.attempt, executor)
  return true
end

-- Acts on one drain, if its deadline has passed. Each attempt is told once.
function moves.act(id, time)
  local executor = executors.load(id)
  if not executor or not executor.fields.drain_until then
    redis.call('ZREM', keys.drains, id)
    return
  end
  if tonumber(executor.fields.drain_until) > time then
    return
  end
  local told = 0
  for _, job in ipairs(redis.call('SMEMBERS', keys.held .. id)) do
    told = told + (tell(job, executor) and 1 or 0)
  end
  if told > 0 then
    notices.add('executor ' .. id .. ' is drained by its deadline: ' .. told
      .. (told == 1 and ' job is moved' or ' jobs are moved'))
  end
  redis.call('ZADD', keys.drains, 'XX', time + LOOK_AGAIN_MILLIS, id)
  drains.settle(executor)
end

-- Acts on those that are due.
function moves.due(time)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.drains, '-inf', time, 'LIMIT', 0, LIMIT)) do
    moves.act(id, time)
  end
end
