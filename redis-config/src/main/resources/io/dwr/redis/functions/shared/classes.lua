-- Classes: executors that share region, datacenter, common labels and kinds of GPU (model and memory). What a job asks of
-- these is asked once for a class. A class never changes; one without executors is forgotten, and its number is not
-- used again.

local classes = {}

local function kind_before(one, other)
  if one[1] ~= other[1] then
    return one[1] < other[1]
  end
  return one[2] < other[2]
end

-- Each model and memory once, in order.
local function kinds_of(gpus)
  local kinds, known = {}, {}
  for _, gpu in ipairs(gpus) do
    local kind = gpu.match .. '\n' .. gpu.memory
    if not known[kind] then
      known[kind] = true
      kinds[#kinds + 1] = { gpu.match, gpu.memory }
    end
  end
  table.sort(kinds, kind_before)
  return kinds
end

local function read(n, definition)
  local parts = cjson.decode(definition)
  return {
    n = n,
    region = parts[1],
    datacenter = parts[2],
    labels = set_of(parts[3]),
    kinds = parts[4],
  }
end

-- The text by which the executors of a class know each other. gpus: as reported; texts: all labels.
function classes.definition(fields, gpus, texts)
  return '[' .. cjson.encode(fields.region) .. ',' .. cjson.encode(fields.datacenter) .. ','
    .. json_list(labels.common(texts)) .. ',' .. json_list(kinds_of(gpus)) .. ']'
end

function classes.all()
  local list = {}
  local flat = redis.call('HGETALL', keys.classes)
  for i = 1, #flat, 2 do
    list[#list + 1] = read(flat[i + 1], flat[i])
  end
  return list
end

function classes.definition_of(n)
  return redis.call('HGET', keys.class .. n, 'definition')
end

function classes.load(n)
  return read(n, classes.definition_of(n))
end

-- How many rows the class has, the vacant ones included.
function classes.rows(n)
  return tonumber(redis.call('HGET', keys.class .. n, 'rows'))
end

-- A row in the class of that definition. Gives the class's number and the row's.
function classes.join(definition)
  local n = redis.call('HGET', keys.classes, definition)
  if not n then
    n = string.format('%d', redis.call('INCR', keys.class_count))
    redis.call('HSET', keys.classes, definition, n)
    redis.call('HSET', keys.class .. n, 'definition', definition, 'rows', 0, 'executors', 0)
  end
  redis.call('HINCRBY', keys.class .. n, 'executors', 1)
  local vacant = redis.call('LPOP', keys.vacant .. n)
  return n, tonumber(vacant or redis.call('HINCRBY', keys.class .. n, 'rows', 1) - 1)
end

-- Gives a row back, which must be empty.
function classes.leave(n, row)
  if redis.call('HINCRBY', keys.class .. n, 'executors', -1) > 0 then
    redis.call('RPUSH', keys.vacant .. n, row)
    return
  end
  redis.call('HDEL', keys.classes, classes.definition_of(n))
  redis.call('DEL', keys.class .. n, keys.vacant .. n, keys.barred .. n, keys.room .. n, keys.room_maxima .. n,
    keys.whole .. n, keys.whole_maxima .. n)
end

local function labels_fit(class, asked)
  for _, text in ipairs(asked.common) do
    if not class.labels[text] then
      return false
    end
  end
  for _, text in ipairs(asked.unwanted) do
    if class.labels[text] then
      return false
    end
  end
  return true
end

-- Places of the kinds that the shape takes: by model, and by model and memory.
function classes.kinds_for(class, shape)
  local of_model, of_memory = {}, {}
  for i, kind in ipairs(class.kinds) do
    if shape.gpu_model == 'any' or shape.gpu_model == kind[1] then
      of_model[#of_model + 1] = i
      if kind[2] >= shape.gpu_memory then
        of_memory[#of_memory + 1] = i
      end
    end
  end
  return of_model, of_memory
end

-- What stands in the way for every executor of the class; nil when nothing does. asked: from `shapes.labels`.
function classes.judge(class, shape, asked)
  if shape.regions and not shape.regions[class.region] then
    return 'region'
  end
  if shape.datacenters and not shape.datacenters[class.datacenter] then
    return 'datacenter'
  end
  if not labels_fit(class, asked) then
    return 'label'
  end
  return nil
end

-- Whether an executor of the class could be one for the shape, as far as the class tells.
function classes.suits(class, shape, asked)
  if classes.judge(class, shape, asked) then
    return false
  end
  if shape.gpu_count == 0 then
    return true
  end
  local _, of_memory = classes.kinds_for(class, shape)
  return #of_memory > 0
end
