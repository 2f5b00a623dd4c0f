-- The executor's stage of the attempt. The job is running from the first one on. A container that runs also ends the
-- trial of an executor that was set aside.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 stage, 4 start of the container (ms since 1970, '' = not yet), 5 why it stays there ('' =
--         nothing to say)
-- returns 1; 0 when the attempt is known not to be current. An attempt of which the ledger knows nothing (emptied
--         Redis) gets 1: nothing says that it is over
local function over(job, attempt, place, head)
  if head and (head.final or head.attempt > attempt) then
    return true
  end
  if not place or place.attempt < attempt then
    return false
  end
  return place.attempt > attempt or place.state ~= 'held' or place.superseded_at
end

-- An executor tells the same again and again, for a ledger that lost it.
local function is_told(job, head, args)
  local fields = redis.call('HMGET', keys.job .. job, 'stage', 'message', 'started_at', 'reason')
  return head.status == 'running' and fields[1] == args[3] and (fields[2] or '') == (args[5] or '')
    and (args[4] == '' or fields[3] == args[4]) and not fields[4]
end

export('progress', function(_, args)
  local job, attempt, time = args[1], tonumber(args[2]), now()
  local place, head = places.get(job), records.head(job)
  if over(job, attempt, place, head) then
    return 0
  end
  if head and is_told(job, head, args) then
    return 1
  end
  if head and place then
    redis.call('HSET', keys.job .. job, 'stage', args[3], 'updated_at', time)
    redis.call('HDEL', keys.job .. job, 'reason', 'message')
    if (args[5] or '') ~= '' then
      redis.call('HSET', keys.job .. job, 'message', args[5])
    end
    if args[4] ~= '' then
      redis.call('HSET', keys.job .. job, 'started_at', args[4])
    end
    records.move(job, head, 'running', time)
  end
  if place and place.state == 'held' and args[3] == 'running' then
    faults.stood_trial(place.executor, time)
  end
  return 1
end)
