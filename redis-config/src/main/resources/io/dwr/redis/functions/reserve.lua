-- First executor in order that is ready, eligible and has room; else the waiting line. Idempotent by (job, attempt).
-- A job that rejoins was in the line before the ledger closed: it goes there without a search.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 rank score, 4 canonical request (JSON), 5 ids of avoided executors (sorted JSON list),
--         6 order of executors: 'pack' or 'spread'; or 'rejoin'
-- returns {'placed', executor, ip, GPU uuids (JSON)}
--         {'waiting', '1' when it is the first of its shape, else '0'; its queue when it was not searched for, since the
--          queue's quota keeps it waiting, else ''}
--         {'closed'} while the ledger is to be rebuilt
--         {'stale'} when the attempt is over, older than the job's present one, or an older one still holds room
local function placed(executor, ip, gpus_json)
  return { 'placed', executor, ip, gpus_json }
end

local function waiting(n, held_up_by)
  return { 'waiting', redis.call('ZCARD', keys.line .. n) == 1 and '1' or '0', held_up_by or '' }
end

-- The answer to a repeated or a late call; nil when the wish is new.
local function known(place, attempt)
  if place.attempt > attempt or (place.attempt < attempt and place.state == 'held') then
    return { 'stale' }
  end
  if place.attempt < attempt then
    return nil
  end
  if place.state == 'waiting' then
    return waiting(place.shape)
  end
  if place.state == 'held' and not place.superseded_at then
    return placed(place.executor, place.ip, place.gpus)
  end
  return { 'stale' }
end

-- The process of each avoided executor: the one on which an attempt of this job ended, else the present one.
local function avoided_processes(place, names)
  local avoided = {}
  for _, name in ipairs(names) do
    local noted = place and place['failed:' .. name]
    avoided[name] = noted or redis.call('HGET', keys.executor .. name, 'process') or nil
  end
  return avoided
end

export('reserve', function(_, args)
  local job, attempt, score, request = args[1], tonumber(args[2]), args[3], args[4]
  local rejoins, time = args[6] == 'rejoin', now()
  local closed = recovery.closed(time)
  local head = records.head(job)
  if head and (head.final or head.attempt > attempt) then
    return { 'stale' }
  end
  local place = places.get(job)
  if rejoins then
    place = places.of_present(job, attempt)
    if not place then
      return { 'stale' }
    end
  end
  if place then
    if closed and place.state == 'held' and place.attempt < attempt then
      return { 'closed' }
    end
    local answer = known(place, attempt)
    if answer then
      return answer
    end
    if place.state == 'waiting' then
      places.leave_line(job, place)
    end
  end
  if closed and not rejoins then
    return { 'closed' }
  end
  local names = cjson.decode(args[5])
  local avoided = avoided_processes(place, names)
  local queue = (head and head.queue) or (place and place.queue) or queues.DEFAULT
  local left = quotas.left(queue)
  local canonical = shapes.canonical(request, names, avoided, left and queue)
  local n, choice = lines.find(canonical), {}
  if not rejoins then
    local wish = { n = n, queue = queue, left = left, job = job, score = score }
    choice = choices.make(wish, request, avoided, args[6] == 'spread')
    local executor = choice.executor
    if executor then
      local gpus_json = places.hold(job, attempt, choice.shape, executor, choice.gpus, time, place ~= nil, queue)
      roster.show_room(executor)
      return placed(executor.id, executor.ip, gpus_json)
    end
  end
  n = n or lines.open(canonical, request, avoided, left and queue)
  places.wait(job, attempt, n, score, time, queue)
  return waiting(n, choice.held_up_by)
end)
