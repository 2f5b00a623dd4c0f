-- Which of the attempts that an executor holds are current, and which must stop.

local fencing = {}

-- 'current', 'stop' or nil when the ledger does not know.
function fencing.judge(job, attempt, executor)
  local head = records.head(job)
  if head and (head.final or head.attempt > attempt) then
    return 'stop'
  end
  local place = places.get(job)
  if not place or place.attempt < attempt then
    return nil
  end
  if place.attempt > attempt or place.state == 'ended' then
    return 'stop'
  end
  if place.state == 'waiting' then
    return nil
  end
  if place.executor ~= executor or place.superseded_at then
    return 'stop'
  end
  return 'current'
end

-- Of the pairs (job, attempt) in args from `from` on: flat lists of the current ones and of those to stop.
function fencing.sort(executor, args, from)
  local current, stop = {}, {}
  for i = from, #args, 2 do
    local answer = fencing.judge(args[i], tonumber(args[i + 1]), executor)
    local list = answer == 'current' and current or answer == 'stop' and stop or nil
    if list then
      list[#list + 1] = args[i]
      list[#list + 1] = args[i + 1]
    end
  end
  return current, stop
end

-- Adds the superseded attempts that the executor does not name, since it lost sight of them: only what it confirms is
-- free again. stop: flat pairs.
function fencing.add_unnamed(executor, stop)
  local named = set_of(stop)
  for _, job in ipairs(redis.call('SMEMBERS', keys.stopping .. executor)) do
    if not named[job] then
      stop[#stop + 1] = job
      stop[#stop + 1] = redis.call('HGET', keys.place .. job, 'attempt')
    end
  end
end
