-- Faults: an executor on which attempts of several jobs in a row ended by its own fault is set aside and tried again
-- later, each time after twice as long. It is tried with one job more than it has; once a container runs there it takes as
-- many as ever. An attempt that ran there to its end, or an operator, makes it as new. One job's attempts count once, so
-- that a job which no machine can run sets no machine aside. An end that tells of what every job lacks there (`unfit`, as
-- a full disk) is enough by itself. `EVIDENCE` comes from Java: what each reason of an end says
-- about the executor.

local faults = {}

local FIRST_MILLIS = 30 * 1000
local LONGEST_MILLIS = 600 * 1000
local MESSAGE_BYTES = 200
local LIMIT = 100

-- How many jobs in a row; 0 = never.
local function most()
  return tonumber(redis.call('HGET', keys.settings, 'set_aside_after') or '') or 0
end

function faults.configure(set_aside_after)
  redis.call('HSET', keys.settings, 'set_aside_after', set_aside_after)
end

local function shortened(message)
  if #message <= MESSAGE_BYTES then
    return message
  end
  return string.gsub(string.sub(message, 1, MESSAGE_BYTES), '[\128-\255]*$', '') .. '...'
end

local function set_aside(id, times, count, reason, message, time)
  local millis = math.min(FIRST_MILLIS * 2 ^ math.min(times, 10), LONGEST_MILLIS)
  local why = 'attempts of ' .. count .. (count == 1 and ' job' or ' jobs in a row')
    .. ' failed here by the executor\'s own fault, the last one with ' .. reason .. ': ' .. shortened(message)
  redis.call('HSET', keys.executor .. id, 'set_aside_until', time + millis, 'set_asides', times + 1,
    'set_aside_reason', why)
  redis.call('HDEL', keys.executor .. id, 'trial_jobs')
  redis.call('ZADD', keys.set_aside, time + millis, id)
  roster.show(executors.load(id))
  grants.reconsider_avoided()
  notices.add('executor ' .. id .. ' is set aside for ' .. millis / 1000 .. ' s: ' .. why)
end

local function blame(id, known, times, job, reason, message, time)
  local limit, jobs = most(), known and cjson.decode(known) or {}
  if limit == 0 then
    return
  end
  if EVIDENCE[reason] == 'unfit' then
    limit = 1
  end
  if #jobs < limit and not set_of(jobs)[job] then
    jobs[#jobs + 1] = job
    redis.call('HSET', keys.executor .. id, 'fault_jobs', cjson.encode(jobs))
  end
  if #jobs >= limit then
    set_aside(id, times, #jobs, reason, message, time)
  end
end

-- An attempt has ended there and its room is free; the caller's grant pass follows. What ends while the executor is set
-- aside began before, and changes nothing.
function faults.ended(id, job, reason, message, time)
  local evidence = EVIDENCE[reason]
  if not evidence then
    return
  end
  local fields = redis.call('HMGET', keys.executor .. id, 'process', 'set_aside_until', 'fault_jobs', 'set_asides')
  if not fields[1] or fields[2] then
    return
  end
  if evidence == 'faulty' or evidence == 'unfit' then
    blame(id, fields[3], tonumber(fields[4] or 0), job, reason, message, time)
  elseif fields[3] then
    redis.call('HDEL', keys.executor .. id, 'fault_jobs', 'set_asides', 'trial_jobs')
    roster.show(executors.load(id))
  end
end

-- A container runs there.
function faults.stood_trial(id, time)
  if redis.call('HDEL', keys.executor .. id, 'trial_jobs') == 1 then
    roster.show(executors.load(id))
    grants.pass(id, nil, time)
  end
end

-- Ends a superseded attempt whose container is gone, and gives its room to those who wait.
function faults.close_superseded(job, place, time)
  local freed = places.close_superseded(job, place, time)
  local outcome = place.outcome and cjson.decode(place.outcome)
  if outcome then
    faults.ended(freed, job, outcome.reason, outcome.message, time)
  else
    faults.ended(freed, job, place.ended_reason, place.ended_message, time)
  end
  grants.pass(freed, nil, time)
end

-- An operator wants it tried at once.
function faults.forgive(id)
  redis.call('HDEL', keys.executor .. id, 'set_aside_until', 'set_aside_reason', 'fault_jobs', 'set_asides',
    'trial_jobs')
  redis.call('ZREM', keys.set_aside, id)
end

-- Gives room again to those whose time is over, or to all when nobody is set aside any more.
function faults.retry(time)
  local until_when = most() == 0 and '+inf' or time
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.set_aside, '-inf', until_when, 'LIMIT', 0, LIMIT)) do
    redis.call('HDEL', keys.executor .. id, 'set_aside_until', 'set_aside_reason')
    redis.call('ZREM', keys.set_aside, id)
    if most() > 0 then
      redis.call('HSET', keys.executor .. id, 'trial_jobs', executors.load(id).used_jobs + 1)
    end
    notices.add('executor ' .. id .. ' was set aside and is tried again')
    roster.show(executors.load(id))
    grants.pass(id, nil, time)
  end
end
