-- Marks executors lost, frees superseded attempts on executors that are out of contact, claims executors and quotas for
-- jobs that have waited for long, moves jobs away whose executor's drain has reached its deadline, tries executors again that were
-- set aside, prunes indexes.
-- KEYS    none of its own; see the key schema
-- ARGV    1 lost_after in ms, 2 wait in ms after which a job claims an executor or of a quota (0 = never), 3 failing jobs in a row
--         after which an executor is set aside (0 = never)
-- returns {sentences for the log (list); how many grant passes are open}
local LOST_LIMIT = 500

local function mark_lost(epoch, time, lost_after)
  if time - epoch < lost_after then
    return
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.contacts, '-inf', time - lost_after, 'LIMIT', 0, LOST_LIMIT)) do
    grants.mark_lost(id)
  end
end

local function free_superseded(epoch, time, lost_after)
  for _, job in ipairs(redis.call('SMEMBERS', keys.superseded)) do
    local place = places.get(job)
    if not place or place.state ~= 'held' then
      redis.call('SREM', keys.superseded, job)
    elseif contact.silence_of(place, epoch, time) >= lost_after then
      grants.announce_gone(job, place.attempt)
      faults.close_superseded(job, place, time)
    end
  end
end

local function prune(time)
  for _, job in ipairs(redis.call('ZRANGEBYSCORE', keys.jobs_expiry, '-inf', time, 'LIMIT', 0, PRUNE_LIMIT)) do
    redis.call('ZREM', keys.jobs .. 'all', job)
    for status in pairs(FINAL) do
      redis.call('ZREM', keys.jobs .. status, job)
    end
    redis.call('ZREM', keys.jobs_expiry, job)
  end
end

local function hold_by_age(wait, time, closed)
  if wait == 0 then
    claims.clear_all()
    quota_claims.clear_all()
    return
  end
  if not closed and quotas.exist() then
    quota_claims.make(time - wait, time)
  end
  claims.make(time - wait, time)
end

export('sweep', function(_, args)
  local lost_after, time = tonumber(args[1]), now()
  local epoch = contact.pulse(time, lost_after)
  local closed = recovery.closed(time)
  faults.configure(args[3])
  mark_lost(epoch, time, lost_after)
  free_superseded(epoch, time, lost_after)
  hold_by_age(tonumber(args[2]), time, closed)
  if not closed then
    moves.due(time)
  end
  faults.retry(time)
  prune(time)
  return { notices.take(), grants.unfinished() }
end, 'allow-oom')
