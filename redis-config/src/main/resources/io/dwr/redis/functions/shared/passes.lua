-- Grant passes: an executor has room, and those who wait are served by rank as far as they fit there. Only that one
-- executor is looked at, since a shape that waits fits nowhere else. When the quota of a queue leaves more than before,
-- the pass is that queue's, too: its shapes that were held up are searched for everywhere, at their rank. A pass looks
-- at PASS_LIMIT shapes at most; the rest is noted in `unfinished` with the shape to go on from.
-- A pass: executor (nil = none has room), queue (nil = none), limited (whether quotas count), left and before (what
-- quotas leave, by queue, and left the queue before).

-- A shape that has to be judged costs as much as so many that are seen not to fit.
local JUDGE_COST = 10
-- The same for one that is searched for.
local SEARCH_COST = 100
local FIRST_WINDOW, WINDOW = 20, 100
local MANY_OPEN, FEW_OPEN = 500, 20

-- The shape and the GPUs to give; nil when it does not fit.
local function fits(n, executor)
  local shape = shapes.load(n)
  local cause, gpus = executors.judge(executor, shape, is_avoided(shape, executor))
  if not cause then
    return shape, gpus
  end
  executor.own_class = executor.own_class or classes.load(executor.class)
  if not classes.suits(executor.own_class, shape, shapes.labels(shape)) then
    lines.bar(n, executor.class)
  end
  return nil
end

-- What the pass's executor has free.
local function free_of(executor)
  if not executor then
    return 0, 0
  end
  return executor.cpu - executor.used_cpu, executor.memory - executor.used_memory
end

-- Places in the window of the shapes that may be given room: those that were held up until now; and those that are small
-- enough for the executor, and not known to be none for its class. Gives places, shapes, whether each is to be searched
-- for, and whether each is barred.
local function promising(window, pass)
  local executor = pass.executor
  local cpu, memory = free_of(executor)
  local free_gpus, places_in, numbers, anywhere = nil, {}, {}, {}
  for i = 1, #window do
    local n, its_cpu, its_memory, its_gpus = lines.needs(window[i])
    local small = executor and its_cpu <= cpu and its_memory <= memory
    if small or pass.queue then
      free_gpus = free_gpus or (executor and executors.free_gpus(executor)) or 0
      local forbidden, was_held_up = pass_quotas.held_up(pass, window[i], n, its_cpu, its_memory, its_gpus)
      if not forbidden and (was_held_up or (small and its_gpus <= free_gpus)) then
        places_in[#places_in + 1] = i
        numbers[#numbers + 1] = n
        anywhere[#numbers] = was_held_up
      end
    end
  end
  if #numbers == 0 or not executor then
    return places_in, numbers, anywhere, {}
  end
  return places_in, numbers, anywhere, redis.call('SMISMEMBER', keys.barred .. executor.class, unpack(numbers))
end

-- The executor that comes first for a shape that was held up: the pass's own or another.
local function find_anywhere(n, member, pass)
  local shape, own = shapes.load(n), pass.executor
  local spread = redis.call('HGET', keys.settings, 'order') == 'spread'
  local executor, gpus = grants.choose(shape, lines.first_job(member), redis.call('ZSCORE', keys.lines, member), spread,
    own)
  if own and (not executor or search.cost_of(own, spread) < search.cost_of(executor, spread)) then
    local cause, its_gpus = executors.judge(own, shape, is_avoided(shape, own))
    if not cause then
      executor, gpus = own, its_gpus
    end
  end
  return executor and shape, gpus, executor
end

-- Gives room to the first shape of the window that fits. Gives the place of the shape to go on from, and what the look
-- cost.
local function serve_window(window, pass, time)
  local places_in, numbers, anywhere, barred = promising(window, pass)
  local judged = 0
  for k = 1, #places_in do
    if anywhere[k] or barred[k] == 0 then
      local member, shape, gpus, executor = window[places_in[k]], nil, nil, pass.executor
      if anywhere[k] then
        judged = judged + SEARCH_COST
        shape, gpus, executor = find_anywhere(numbers[k], member, pass)
      else
        judged = judged + JUDGE_COST
        shape, gpus = fits(numbers[k], executor)
      end
      if shape then
        local job = pass_quotas.job_of(pass, member, numbers[k])
        if not (pass.limited and lines.to_own(job, numbers[k], shape)) then
          give(job, numbers[k], executor, shape, gpus, time)
          pass.left = {}
          if executor ~= pass.executor then
            roster.show_room(executor)
          end
        end
        return places_in[k], places_in[k] + judged
      end
      if judged >= PASS_LIMIT then
        return places_in[k] + 1, places_in[k] + judged
      end
    end
  end
  return #window + 1, #window + judged
end

local function has_room(executor)
  local cpu, memory = lines.least_needs()
  return cpu and executor.used_jobs < executor.max_jobs and executor.cpu - executor.used_cpu >= cpu
    and executor.memory - executor.used_memory >= memory
end

-- The list of those whom the pass may still serve; nil when there are none.
local function list_of(pass)
  if pass.executor and has_room(pass.executor) then
    return keys.lines
  end
  return pass.queue and keys.queue_lines .. pass.queue
end

local function start_of(cursor, list)
  if not cursor or cursor == '' then
    return 0
  end
  local score, member = split(cursor)
  return redis.call('ZRANK', list, member) or redis.call('ZCOUNT', list, '-inf', '(' .. score)
end

local function cursor_at(list, index)
  local member = redis.call('ZRANGE', list, index, index)[1]
  return member and redis.call('ZSCORE', list, member) .. ' ' .. member
end

-- Serves from the cursor on. Gives the cursor of the shape to go on from; nil when all were looked at.
local function serve(pass, cursor, time)
  local list, cost = list_of(pass), 0
  local index = list and start_of(cursor, list)
  while list do
    local size = cost < FIRST_WINDOW and FIRST_WINDOW or math.min(WINDOW, PASS_LIMIT - cost)
    local window = redis.call('ZRANGE', list, index, index + size - 1)
    if #window == 0 then
      return nil
    end
    local went, its_cost = serve_window(window, pass, time)
    index, cost = index + went - 1, cost + its_cost
    if cost >= PASS_LIMIT then
      return cursor_at(list, index)
    end
    local next_list = list_of(pass)
    if next_list and next_list ~= list then
      local rest = cursor_at(list, index)
      if not rest then
        return nil
      end
      index = start_of(rest, next_list)
    end
    list = next_list
  end
  return nil
end

-- Serves the job that claimed the executor. False while it is kept for that job.
local function serve_claim(executor, time)
  local job = executor.fields.claimed_by
  if not job then
    return true
  end
  local place = places.get(job)
  if place and place.state == 'waiting' and place.claim == executor.id then
    local shape = shapes.load(place.shape)
    local cause, gpus = executors.judge(executor, shape)
    if quotas.hold_up(job, shape) then
      cause = 'quota'
    end
    if not cause then
      give(job, place.shape, executor, shape, gpus, time)
      return true
    end
    if executors.is_short(cause) then
      return false
    end
  end
  claims.clear(executor)
  return true
end

local function note(name, rest)
  if rest then
    redis.call('HSET', keys.unfinished, name, rest)
  else
    redis.call('HDEL', keys.unfinished, name)
  end
end

local function note_queue(queue, rest)
  note(quotas.MARK .. queue, rest)
  if not rest then
    redis.call('HDEL', keys.queue_passes, queue)
  end
end

-- Serves those who wait with an executor's room and what a queue's quota leaves; one of both may be nil. limited: whether
-- there are quotas.
local function serve_both(executor, queue, limited, cursor, time)
  return serve({
    executor = executor,
    queue = queue,
    limited = limited,
    left = {},
    before = queue and quotas.left_before(queue),
  }, cursor, time)
end

-- The queue whose open pass stands where this one begins; nil when there is none.
local function queue_at(cursor)
  local flat = redis.call('HGETALL', keys.unfinished)
  for i = 1, #flat, 2 do
    if flat[i + 1] == cursor and string.sub(flat[i], 1, 1) == quotas.MARK then
      return string.sub(flat[i], 2)
    end
  end
  return nil
end

-- Goes on from `cursor`, or from the first shape when it is nil. Shows the executor's room. A closed ledger gives nothing:
-- the pass follows when it opens.
function grants.pass(id, cursor, time)
  local executor = id and executors.load(id)
  if not executor then
    if id then
      redis.call('HDEL', keys.unfinished, id)
    end
    return
  end
  local closed, queue, rest = recovery.closed(time), nil, ''
  if not closed then
    local limited = quotas.exist()
    queue = limited and queue_at(cursor or '') or nil
    local gives = serve_claim(executor, time) and executor.ready
    rest = (gives or queue) and serve_both(gives and executor or nil, queue, limited, cursor, time) or nil
  end
  note(id, rest)
  if queue then
    note_queue(queue, rest)
  end
  roster.show_room(executor)
  drains.settle(executor)
end

-- Open passes with where they go on; of very many, as after a recovery, a few: a scan may come upon none.
local function some_open()
  local many = redis.call('HLEN', keys.unfinished) > MANY_OPEN
  local flat = many and redis.call('HSCAN', keys.unfinished, 0, 'COUNT', FEW_OPEN)[2] or {}
  if #flat == 0 then
    flat = redis.call('HGETALL', keys.unfinished)
  end
  local open, names = {}, {}
  for i = 1, #flat, 2 do
    open[flat[i]] = flat[i + 1]
    names[#names + 1] = flat[i]
  end
  table.sort(names)
  return open, names
end

-- Goes on with the first open pass by name. A queue's goes on with an executor's that stands at the same place.
function grants.resume(time)
  if recovery.closed(time) then
    return
  end
  local open, names = some_open()
  if #names == 0 then
    return
  end
  local first = names[1]
  if string.sub(first, 1, 1) ~= quotas.MARK then
    grants.pass(first, open[first], time)
    return
  end
  for _, name in ipairs(names) do
    if open[name] == open[first] and string.sub(name, 1, 1) ~= quotas.MARK and quotas.exist() then
      grants.pass(name, open[name], time)
      return
    end
  end
  local queue = string.sub(first, 2)
  note_queue(queue, serve_both(nil, queue, true, open[first], time))
end
