-- Why a job is not placed just now: each executor counted once, by the first thing that stands in the way, a part of the
-- fleet a call. What can never change for the executor comes before its state, and that before what is in use: so one that
-- is lost is counted as lost only when it could hold the job. Rows tell it; the hash is read of one that shows no room.
-- KEYS    none of its own; see the key schema
-- ARGV    1 canonical request (JSON), 2 ids of avoided executors (JSON list), 3 the job, or '' when none is meant,
--         4 where to go on: the answer of the call before, '' = from the start
-- returns {where to go on, '' = done; executors looked at; what stands in the way and how often (flat);
--         {of those that are short only now, the one that lacks least, and its share, CPU, memory, GPUs, jobs lacking};
--         {most CPU, memory, GPUs, GPU memory of those that are too small}; models of GPUs (lower case)}
local NUMBER, CPU, MEMORY, JOBS, FIXED = roster.NUMBER, roster.CPU, roster.MEMORY, roster.JOBS, roster.FIXED

-- What one call may cost: a block of rows, a hash, a class, a class number that is not used any more.
local CALL_COST, BLOCK_COST, HASH_COST, CLASS_COST, GONE_COST = 80, 10, 1.5, 1, 0.2

local TOO_SMALL = { gpu_model = true, gpu_memory = true, too_small = true }

-- Gives whether the shape's rare labels rule out the executor of a number.
local function label_rule(shape)
  local asked = shapes.labels(shape)
  local wanted, unwanted = {}, {}
  for _, text in ipairs(asked.rare) do
    wanted[#wanted + 1] = labels.numbers(text)
  end
  for _, text in ipairs(asked.unwanted) do
    if not labels.is_common(text) then
      unwanted[#unwanted + 1] = labels.numbers(text)
    end
  end
  return function(number)
    for _, numbers in ipairs(wanted) do
      if not numbers[number] then
        return true
      end
    end
    for _, numbers in ipairs(unwanted) do
      if numbers[number] then
        return true
      end
    end
    return false
  end
end

-- The executors that the job avoids, unless in vain.
local function avoided_by(shape, job, ids)
  local place = job ~= '' and places.get(job)
  for _, id in ipairs(ids) do
    local present = redis.call('HGET', keys.executor .. id, 'process') or nil
    if present and (not place or (place['failed:' .. id] or present) == present) then
      shape.avoided[id] = present
    end
  end
  return next(shape.avoided) and search.possible(shape) and names_of(shape.avoided) or {}
end

-- Executors that show no room though they may have some.
local function spoken_for()
  local ids = redis.call('SMEMBERS', keys.claims)
  for _, id in ipairs(redis.call('HKEYS', keys.unfinished)) do
    ids[#ids + 1] = id
  end
  return ids
end

-- The columns of a block, unpacked when first asked for.
local function lazily(block)
  local columns = {}
  return function(column, at)
    columns[column] = columns[column] or packed.column(block, column)
    return columns[column][at]
  end
end

local function count(value, kinds, at)
  local sum = 0
  for _, kind in ipairs(kinds) do
    sum = sum + value(FIXED + kind, at)
  end
  return sum
end

-- The state that keeps an executor out that could hold the job.
local function state_of(executor)
  if executor.fields.lost ~= '0' then
    return 'lost'
  end
  return executor.fields.state == 'ready' and 'set_aside' or executor.fields.state
end

local function gpus_asked(shape, executor)
  local all, free, most = 0, 0, 0
  if shape.gpu_count > 0 then
    for _, gpu in ipairs(executors.gpus_of(executor)) do
      if shape.gpu_model == 'any' or shape.gpu_model == gpu.match then
        all, most = all + 1, math.max(most, gpu.memory)
        if gpu.memory >= shape.gpu_memory and not executor.fields['gpu:' .. gpu.uuid] then
          free = free + 1
        end
      end
    end
  end
  return all, free, most
end

-- One whose row says too little.
local function by_hash(found, shape, number)
  local executor = executors.load(roster.id_of(number))
  local ready = executor.ready
  executor.ready = true
  local cause = executors.judge(executor, shape)
  local gpus, free_gpus, gpu_memory = gpus_asked(shape, executor)
  if TOO_SMALL[cause] then
    findings.note_most(found, executor.cpu, executor.memory, gpus, gpu_memory)
  elseif not ready then
    cause = state_of(executor)
  elseif cause then
    findings.note_lack(found, shape, number, executor.cpu - executor.used_cpu, executor.memory - executor.used_memory,
      free_gpus, executor.max_jobs - executor.used_jobs)
  end
  findings.note(found, cause or 'kept')
end

-- What is there at all, against what is asked.
local function too_small(shape, whole, at, of_model, of_memory)
  if shape.gpu_count > 0 and count(whole, of_model, at) < shape.gpu_count then
    return 'gpu_model'
  end
  if shape.gpu_count > 0 and count(whole, of_memory, at) < shape.gpu_count then
    return 'gpu_memory'
  end
  if whole(CPU, at) < shape.cpu or whole(MEMORY, at) < shape.memory or whole(JOBS, at) < 1 then
    return 'too_small'
  end
  return nil
end

local function most_memory(class, whole, at, of_model)
  local most = 0
  for _, kind in ipairs(of_model) do
    if whole(FIXED + kind, at) > 0 then
      most = math.max(most, class.kinds[kind][2])
    end
  end
  return most
end

local function by_row(found, shape, class, number, whole, room, at, of_model, of_memory)
  local cause = too_small(shape, whole, at, of_model, of_memory)
  if cause then
    findings.note(found, cause)
    findings.note_most(found, whole(CPU, at), whole(MEMORY, at), count(whole, of_model, at),
      most_memory(class, whole, at, of_model))
    return
  end
  local cpu, memory, gpus, jobs = room(CPU, at), room(MEMORY, at), count(room, of_memory, at), room(JOBS, at)
  cause = (cpu < shape.cpu and 'cpu') or (memory < shape.memory and 'memory')
    or (gpus < shape.gpu_count and 'gpus') or (jobs < 1 and 'jobs') or nil
  if cause then
    findings.note(found, cause)
    findings.note_lack(found, shape, number, cpu, memory, gpus, jobs)
  end
end

-- Looks at one block of a class; gives what that cost.
local function look(found, shape, class, b, out)
  local width, cost = FIXED + #class.kinds, BLOCK_COST
  local of_model, of_memory = classes.kinds_for(class, shape)
  local whole = lazily(packed.block(keys.whole .. class.n, width, b))
  local room = lazily(packed.block(keys.room .. class.n, width, b))
  for at = 1, packed.BLOCK do
    local number = whole(NUMBER, at)
    if number > 0 then
      found.executors = found.executors + 1
      if out.label(number) then
        findings.note(found, 'label')
      elseif out.excluded[number] then
        findings.note(found, 'excluded')
      elseif out.avoided[number] then
        findings.note(found, 'avoided')
      elseif whole(CPU, at) == 0 or out.spoken_for[number] then
        by_hash(found, shape, number)
        cost = cost + HASH_COST
      else
        by_row(found, shape, class, number, whole, room, at, of_model, of_memory)
      end
    end
  end
  return cost
end

-- Looks at a class from a block on; gives what that cost, and the block to go on from when that is not all.
local function look_at_class(found, shape, n, b, out, left)
  local fields = redis.call('HMGET', keys.class .. n, 'rows', 'executors')
  if not fields[1] then
    return GONE_COST
  end
  local class, cost = classes.load(n), CLASS_COST
  for _, kind in ipairs(class.kinds) do
    found.models[kind[1]] = true
  end
  local cause = classes.judge(class, shape, shapes.labels(shape))
  if cause then
    found.executors = found.executors + tonumber(fields[2])
    found.counts[cause] = (found.counts[cause] or 0) + tonumber(fields[2])
    return cost
  end
  local blocks = math.ceil(tonumber(fields[1]) / packed.BLOCK)
  while b < blocks do
    if cost >= left then
      return cost, b
    end
    cost = cost + look(found, shape, class, b, out)
    b = b + 1
  end
  return cost
end

-- Looks on from a class and a block until a call has cost enough; gives where to go on.
local function look_on(found, shape, n, b, out)
  local cost, last = 0, tonumber(redis.call('GET', keys.class_count) or '0')
  while n <= last do
    if cost >= CALL_COST then
      return n, b
    end
    local its_cost, rest = look_at_class(found, shape, n, b, out, CALL_COST - cost)
    if rest then
      return n, rest
    end
    cost, n, b = cost + its_cost, n + 1, 0
  end
  return nil
end

export('explain', function(_, args)
  local shape = shapes.of(args[1], {})
  local start = args[4] == '' and { class = 1, block = 0, avoided = avoided_by(shape, args[3], cjson.decode(args[2])) }
    or cjson.decode(args[4])
  local out = {
    label = label_rule(shape),
    excluded = roster.numbers_of(names_of(shape.excluded_executors)),
    avoided = roster.numbers_of(start.avoided),
    spoken_for = roster.numbers_of(spoken_for()),
  }
  local found = findings.new()
  local class, block = look_on(found, shape, start.class, start.block, out)
  local rest = ''
  if class then
    rest = '{"class":' .. class .. ',"block":' .. block .. ',"avoided":' .. json_list(start.avoided) .. '}'
  end
  return { rest, findings.answer(found) }
end, 'no-writes')
