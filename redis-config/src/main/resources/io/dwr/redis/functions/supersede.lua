-- Declares an attempt over because its executor is out of reach. Its room is freed only when the container is gone
-- for certain: it never began, its executor confirmed it, or the executor is out of contact for long enough, with Redis and
-- with Temporal.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 lost_after in ms, 4 executor, 5 attempt record (JSON), 6 reason, 7 message,
--         8 exit code ('' = none), 9 for how long Temporal has certainly not heard of the attempt, in ms
-- returns {1 when it is gone, else 0; when it is gone, how it ended by itself (outcome, JSON), '' when nobody knows;
--         how many grant passes are open}

-- What the ledger does not know (emptied or rolled back) may still run: it is taken as begun and holding nothing, so
-- that its executor is told to stop it.
local function assume(job, before, attempt, executor)
  if before then
    grants.pass(places.close(job, before, before.attempt), nil, now())
  end
  redis.call('DEL', keys.place .. job)
  redis.call('HSET', keys.place .. job, 'state', 'held', 'attempt', attempt, 'executor', executor, 'ip', '', 'cpu', 0,
    'memory', 0, 'gpus', '[]', 'begun', '1')
  return places.get(job)
end

local function mark(job, place, args, time)
  -- Without its mark it is of an earlier attempt, left by a library that does not know it.
  if not place.superseded_at then
    place.quiet_since = nil
  end
  local quiet_since = time - tonumber(args[9])
  if quiet_since < tonumber(place.quiet_since or time + 1) then
    redis.call('HSET', keys.place .. job, 'quiet_since', quiet_since)
    place.quiet_since = quiet_since
  end
  if not place.superseded_at then
    redis.call('HSET', keys.place .. job, 'superseded_at', time)
    redis.call('SADD', keys.superseded, job)
    redis.call('SADD', keys.stopping .. place.executor, job)
    place.superseded_at = time
  end
  place.ended_json, place.ended_reason, place.ended_message, place.ended_exit_code = args[5], args[6], args[7], args[8]
  redis.call('HSET', keys.place .. job, 'ended_json', args[5], 'ended_reason', args[6], 'ended_message', args[7],
    'ended_exit_code', args[8])
end

local function gone(place, lost_after, time)
  if place.begun ~= '1' then
    return true
  end
  if contact.silence_of(place, contact.pulse(time, lost_after), time) < lost_after then
    return false
  end
  grants.mark_lost(place.executor)
  return true
end

export('supersede', function(_, args)
  local job, attempt, lost_after, time = args[1], tonumber(args[2]), tonumber(args[3]), now()
  local place, head = places.get(job), records.head(job)
  if (head and (head.final or head.attempt > attempt)) or (place and place.attempt > attempt) then
    return { 1, '', grants.unfinished() }
  end
  if not place or place.attempt < attempt then
    place = assume(job, place, attempt, args[4])
  end
  if place.state == 'held' then
    mark(job, place, args, time)
    if not gone(place, lost_after, time) then
      return { 0, '', grants.unfinished() }
    end
    faults.close_superseded(job, place, time)
    return { 1, place.outcome or '', grants.unfinished() }
  end
  if place.state == 'waiting' then
    places.close(job, place, attempt)
  end
  if place.outcome then
    return { 1, place.outcome, grants.unfinished() }
  end
  records.attempt_ended(job, { number = attempt, json = args[5], reason = args[6], message = args[7],
    exit_code = args[8] }, time)
  return { 1, '', grants.unfinished() }
end, 'allow-oom')
