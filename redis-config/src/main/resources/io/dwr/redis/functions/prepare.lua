-- Called once after the library is loaded: derives what this version keeps of executors and lines from a ledger that the
-- version before wrote, whose list of executors is the mark that this is still to be done.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns how many executors were taken over
local function take_over(id)
  redis.call('HDEL', keys.executor .. id, 'class', 'row')
  roster.admit(id)
  roster.enroll(id, nil)
  if redis.call('HGET', keys.executor .. id, 'lost') == '0' then
    redis.call('ZADD', keys.contacts, redis.call('HGET', keys.executor .. id, 'contact'), id)
  end
end

-- Every open pass begins anew, since the places to go on from are named otherwise.
local function begin_passes_anew()
  for _, id in ipairs(redis.call('HKEYS', keys.unfinished)) do
    redis.call('HSET', keys.unfinished, id, '')
  end
end

local function line_up(n)
  local fields = redis.call('HMGET', keys.shape .. n, 'cpu', 'memory')
  redis.call('ZADD', keys.needs_cpu, fields[1], n)
  redis.call('ZADD', keys.needs_memory, fields[2], n)
  lines.refresh(n)
end

export('prepare', function()
  local ids = redis.call('LRANGE', keys.order, 0, -1)
  if #ids == 0 then
    return 0
  end
  begin_passes_anew()
  for _, n in ipairs(redis.call('HVALS', keys.shapes)) do
    line_up(n)
  end
  for _, id in ipairs(ids) do
    take_over(id)
  end
  redis.call('DEL', keys.order)
  return #ids
end, 'allow-oom')
