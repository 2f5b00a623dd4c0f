-- The roster: each executor's row in its class, as derived from its hash. `room` shows what is free, `whole` what is
-- there at all. An executor that may not be chosen shows nothing: not ready, lost, or spoken for (claimed, or its grant
-- pass is open). Columns of both: number in first-fit order, CPU, memory, jobs, free share, then GPUs of each kind of the class.

local roster = {}

roster.NUMBER, roster.CPU, roster.MEMORY, roster.JOBS, roster.SHARE, roster.FIXED = 1, 2, 3, 4, 5, 5

-- Thousandths of what the executor has that are free: half of them CPU, half memory.
function roster.share(executor)
  local cpu = math.max(executor.cpu - executor.used_cpu, 0)
  local memory = math.max(executor.memory - executor.used_memory, 0)
  return math.floor(500 * cpu / executor.cpu) + math.floor(500 * memory / executor.memory)
end

local function nothing(number, kinds)
  local values = { number, 0, 0, 0, 0 }
  for i = 1, #kinds do
    values[roster.FIXED + i] = 0
  end
  return values
end

local function room(executor, kinds)
  local cpu = math.max(executor.cpu - executor.used_cpu, 0)
  local memory = math.max(executor.memory - executor.used_memory, 0)
  local values = { executor.number, cpu, memory, math.max(executor.max_jobs - executor.used_jobs, 0),
    roster.share(executor) }
  for i, kind in ipairs(kinds) do
    values[roster.FIXED + i] = executors.count_gpus(executor, kind, true)
  end
  return values
end

local function whole(executor, kinds)
  local values = { executor.number, executor.cpu, executor.memory, executor.max_jobs, 0 }
  for i, kind in ipairs(kinds) do
    values[roster.FIXED + i] = executors.count_gpus(executor, kind, false)
  end
  return values
end

local function kinds_of(executor)
  if not executor.kinds then
    executor.kinds = executor.fields.gpus == '[]' and {} or classes.load(executor.class).kinds
  end
  return executor.kinds
end

local function spoken_for(executor)
  return executor.fields.claimed_by or redis.call('HEXISTS', keys.unfinished, executor.id) == 1
end

function roster.shows_room(executor)
  return executor.ready and not spoken_for(executor)
end

-- Shows what is free there now.
function roster.show_room(executor)
  local kinds = kinds_of(executor)
  packed.write(keys.room .. executor.class, keys.room_maxima .. executor.class, executor.row,
    roster.shows_room(executor) and room(executor, kinds) or nothing(executor.number, kinds))
end

-- Shows what is there at all, and what of it is free.
function roster.show(executor)
  local kinds = kinds_of(executor)
  packed.write(keys.whole .. executor.class, keys.whole_maxima .. executor.class, executor.row,
    executor.ready and whole(executor, kinds) or nothing(executor.number, kinds))
  roster.show_room(executor)
end

local function leave_class(executor)
  local kinds = classes.load(executor.class).kinds
  for _, table_name in ipairs({ 'room', 'whole' }) do
    packed.write(keys[table_name] .. executor.class, keys[table_name .. '_maxima'] .. executor.class, executor.row,
      nothing(0, kinds))
  end
  classes.leave(executor.class, executor.row)
end

-- Puts an executor into the class where it belongs now, and shows it.
local function classify(executor, texts)
  local definition = classes.definition(executor.fields, executors.gpus_of(executor), texts)
  if not executor.class or classes.definition_of(executor.class) ~= definition then
    if executor.class then
      leave_class(executor)
    end
    executor.class, executor.row = classes.join(definition)
    executor.kinds = nil
    redis.call('HSET', keys.executor .. executor.id, 'class', executor.class, 'row', executor.row)
  end
  roster.show(executor)
end

-- An executor has registered or reported anew. labels_before: text of its labels until now; nil for a new one.
function roster.enroll(id, labels_before)
  local executor = executors.load(id)
  local texts = labels.of(executor.fields)
  if labels_before ~= executor.fields.labels then
    local before = labels_before and labels.of({ labels = labels_before }) or {}
    for other in pairs(labels.note(id, executor.number, before, texts)) do
      local moved = executors.load(other)
      classify(moved, labels.of(moved.fields))
    end
  end
  classify(executor, texts)
end

-- A number for a new executor: its place in first-fit order, for ever.
function roster.admit(id)
  local number = redis.call('INCR', keys.executor_count)
  redis.call('ZADD', keys.executors, number, id)
  redis.call('HSET', keys.executor .. id, 'number', number)
end

-- An executor leaves for good, and its number with it.
function roster.dismiss(executor)
  labels.note(executor.id, executor.number, labels.of(executor.fields), {})
  leave_class(executor)
  redis.call('ZREM', keys.executors, executor.id)
  redis.call('ZREM', keys.contacts, executor.id)
end

function roster.id_of(number)
  return redis.call('ZRANGEBYSCORE', keys.executors, number, number)[1]
end

-- The numbers of those of the executors that are known, as the keys of a table.
function roster.numbers_of(ids)
  local numbers = {}
  for _, id in ipairs(ids) do
    local number = redis.call('ZSCORE', keys.executors, id)
    if number then
      numbers[tonumber(number)] = true
    end
  end
  return numbers
end

function roster.ids()
  return redis.call('ZRANGE', keys.executors, 0, -1)
end
