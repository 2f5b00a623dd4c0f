-- Drains: an executor that is taken out of service gets nothing new, and what still runs at its deadline is moved. The
-- sorted set has the executors where jobs are left, by when to look next; the deadline stands in the executor's hash.

local drains = {}

function drains.start(id, millis, time)
  redis.call('HSET', keys.executor .. id, 'drain_until', time + millis)
  redis.call('ZADD', keys.drains, time + millis, id)
end

function drains.stop(id)
  redis.call('HDEL', keys.executor .. id, 'drain_until')
  redis.call('ZREM', keys.drains, id)
end

-- A job is found to run there after all.
function drains.go_on(executor)
  if executor.fields.drain_until then
    redis.call('ZADD', keys.drains, executor.fields.drain_until, executor.id)
  end
end

-- Notes when no job is left.
function drains.settle(executor)
  if executor.fields.drain_until and redis.call('SCARD', keys.held .. executor.id) == 0
    and redis.call('ZREM', keys.drains, executor.id) == 1 then
    notices.add('executor ' .. executor.id .. ' is drained: no job is left there')
  end
end
