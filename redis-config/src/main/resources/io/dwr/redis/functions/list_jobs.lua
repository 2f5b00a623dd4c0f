-- A page of job ids, newest first, by creation and then by id.
-- KEYS    none of its own; see the key schema
-- ARGV    1 status or 'all', 2 most ids, then to go on after a job: 3 its id, 4 its creation if the index forgot it
-- returns ids
local function start_after(key, job, created_at)
  local rank = redis.call('ZREVRANK', key, job)
  if rank then
    return rank + 1
  end
  local score = redis.call('ZSCORE', keys.jobs .. 'all', job) or created_at
  local start = redis.call('ZCOUNT', key, '(' .. score, '+inf')
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', key, score, score)) do
    if other > job then
      start = start + 1
    end
  end
  return start
end

export('list_jobs', function(_, args)
  local key = keys.jobs .. args[1]
  local start = args[3] and start_after(key, args[3], args[4]) or 0
  return redis.call('ZREVRANGE', key, start, start + tonumber(args[2]) - 1)
end, 'no-writes')
