-- Why a job is not placed just now: each executor counted once, by the first thing that stands in the way.
-- KEYS    none of its own; see the key schema
-- ARGV    1 canonical request (JSON), 2 ids of avoided executors (JSON list)
-- returns {executors, not_ready, region, datacenter, label, excluded, gpu_model, gpu_memory, too_small, cpu, memory,
--          gpus, jobs}
local CAUSES = { 'not_ready', 'region', 'datacenter', 'label', 'excluded', 'gpu_model', 'gpu_memory', 'too_small',
  'cpu', 'memory', 'gpus', 'jobs' }
local NUMBER, CPU, MEMORY, JOBS, FIXED = roster.NUMBER, roster.CPU, roster.MEMORY, roster.JOBS, roster.FIXED

-- Numbers of executors that the shape's rare labels rule out are those where this is true.
local function label_rule(shape)
  local asked = shapes.labels(shape)
  local wanted, unwanted = {}, {}
  for _, text in ipairs(asked.rare) do
    wanted[#wanted + 1] = labels.numbers(text)
  end
  for _, text in ipairs(asked.unwanted) do
    unwanted[#unwanted + 1] = labels.numbers(text)
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

local function numbers_of(ids)
  local numbers = {}
  for id in pairs(ids) do
    local number = redis.call('ZSCORE', keys.executors, id)
    if number then
      numbers[tonumber(number)] = true
    end
  end
  return numbers
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

-- The cause for a row that the class's own terms allow; nil when the shape fits.
local function judge(shape, whole, room, at, of_model, of_memory)
  if count(whole, of_model, at) < shape.gpu_count then
    return 'gpu_model'
  end
  if count(whole, of_memory, at) < shape.gpu_count then
    return 'gpu_memory'
  end
  if whole(CPU, at) < shape.cpu or whole(MEMORY, at) < shape.memory or whole(JOBS, at) < 1 then
    return 'too_small'
  end
  if room(CPU, at) < shape.cpu then
    return 'cpu'
  end
  if room(MEMORY, at) < shape.memory then
    return 'memory'
  end
  if count(room, of_memory, at) < shape.gpu_count then
    return 'gpus'
  end
  return room(JOBS, at) < 1 and 'jobs' or nil
end

local function look(class, shape, ruled_out, excluded, counts)
  local width = FIXED + #class.kinds
  local of_class = classes.judge(class, shape, shapes.labels(shape))
  local of_model, of_memory = classes.kinds_for(class, shape)
  for b = 0, math.ceil(classes.rows(class.n) / packed.BLOCK) - 1 do
    local whole = lazily(packed.block(keys.whole .. class.n, width, b))
    local room = lazily(packed.block(keys.room .. class.n, width, b))
    for at = 1, packed.BLOCK do
      local number = whole(NUMBER, at)
      if number > 0 then
        local cause = whole(CPU, at) == 0 and 'not_ready' or of_class or (ruled_out(number) and 'label')
          or (excluded[number] and 'excluded') or judge(shape, whole, room, at, of_model, of_memory)
        if cause then
          counts[cause] = (counts[cause] or 0) + 1
        end
      end
    end
  end
end

export('explain', function(_, args)
  local shape = shapes.of(args[1], {})
  for name in pairs(set_of(cjson.decode(args[2]))) do
    shape.avoided[name] = redis.call('HGET', keys.executor .. name, 'process') or nil
  end
  local excluded, counts = numbers_of(shape.excluded_executors), {}
  if next(shape.avoided) and search.possible(shape) then
    for number in pairs(numbers_of(shape.avoided)) do
      excluded[number] = true
    end
  end
  for _, class in ipairs(classes.all()) do
    look(class, shape, label_rule(shape), excluded, counts)
  end
  local verdict = { redis.call('ZCARD', keys.executors) }
  for i, cause in ipairs(CAUSES) do
    verdict[i + 1] = counts[cause] or 0
  end
  return verdict
end, 'no-writes')
