-- Who is out of contact. The ledger has a pulse of its own: when nobody at all was heard for most of `lost_after`
-- (Redis was away or frozen, or the whole cluster was off), the silence is not the executors' fault and counts anew.

local contact = {}

local PULSE_SHARE = 0.75

-- The time from which silence counts at the earliest. lost_after may be nil.
function contact.epoch(time, lost_after)
  local fields = redis.call('HMGET', keys.contact, 'pulse', 'epoch', 'lost_after')
  local pulse = tonumber(fields[1] or '')
  local epoch = tonumber(fields[2] or '')
  local limit = lost_after or tonumber(fields[3] or '')
  if not pulse or not epoch or (limit and time - pulse > limit * PULSE_SHARE) then
    return time
  end
  return epoch
end

-- Notes that the ledger is alive; gives the epoch. lost_after may be nil.
function contact.pulse(time, lost_after)
  local epoch = contact.epoch(time, lost_after)
  redis.call('HSET', keys.contact, 'pulse', time, 'epoch', epoch)
  if lost_after then
    redis.call('HSET', keys.contact, 'lost_after', lost_after)
  end
  return epoch
end

-- Milliseconds since the executor was last heard of; of an unknown one since `since`.
function contact.silence(id, epoch, time, since)
  local last = tonumber(redis.call('HGET', keys.executor .. id, 'contact') or '') or since or epoch
  return time - math.max(last, epoch)
end

-- Milliseconds since a superseded attempt was last heard of, by Redis or by Temporal: either keeps its container alive.
function contact.silence_of(place, epoch, time)
  local superseded_at = tonumber(place.superseded_at)
  return math.min(contact.silence(place.executor, epoch, time, superseded_at),
    time - tonumber(place.quiet_since or superseded_at))
end
