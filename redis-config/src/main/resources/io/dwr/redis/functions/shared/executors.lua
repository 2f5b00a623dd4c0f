-- Executors: what they have, and whether a shape fits. An executor's hash is the truth about it.

local executors = {}

-- What is short only as long as others run there.
local SHORT = { cpu = true, memory = true, gpus = true, jobs = true }

function executors.load(id)
  local fields = hash(keys.executor .. id)
  if not fields then
    return nil
  end
  return {
    id = id,
    ip = fields.ip,
    process = fields.process,
    number = tonumber(fields.number),
    class = fields.class,
    row = tonumber(fields.row),
    ready = fields.state == 'ready' and fields.lost == '0' and not fields.set_aside_until
      and (fields.trouble or '') == '',
    cpu = tonumber(fields.cpu),
    memory = tonumber(fields.memory),
    max_jobs = math.min(tonumber(fields.max_jobs), tonumber(fields.trial_jobs or fields.max_jobs)),
    used_cpu = tonumber(fields.used_cpu),
    used_memory = tonumber(fields.used_memory),
    used_jobs = tonumber(fields.used_jobs),
    fields = fields,
  }
end

function executors.gpus_of(executor)
  if not executor.gpus then
    executor.gpus = cjson.decode(executor.fields.gpus)
  end
  return executor.gpus
end

local function is_free(executor, gpu)
  return not executor.fields['gpu:' .. gpu.uuid]
end

-- How many GPUs of a kind {model, memory} there are; free: that nobody holds.
function executors.count_gpus(executor, kind, free)
  local count = 0
  for _, gpu in ipairs(executors.gpus_of(executor)) do
    if gpu.match == kind[1] and gpu.memory == kind[2] and (not free or is_free(executor, gpu)) then
      count = count + 1
    end
  end
  return count
end

function executors.free_gpus(executor)
  local count = 0
  for _, gpu in ipairs(executors.gpus_of(executor)) do
    if is_free(executor, gpu) then
      count = count + 1
    end
  end
  return count
end

-- Whether the executor could hold the shape once enough of what runs there has ended.
function executors.is_short(cause)
  return SHORT[cause] or false
end

local function labels_of(executor)
  if not executor.labels then
    executor.labels = cjson.decode(executor.fields.labels)
  end
  return executor.labels
end

local function labels_fit(executor, shape)
  for name, value in pairs(shape.labels) do
    if labels_of(executor)[name] ~= value then
      return false
    end
  end
  for name, value in pairs(shape.excluded_labels) do
    if labels_of(executor)[name] == value then
      return false
    end
  end
  return true
end

-- Cause and, without one, the exact GPUs in the order in which the executor reported them.
local function judge_gpus(executor, shape)
  if shape.gpu_count == 0 then
    return nil, {}
  end
  local of_model, of_memory, free = 0, 0, {}
  for _, gpu in ipairs(executors.gpus_of(executor)) do
    if shape.gpu_model == 'any' or shape.gpu_model == gpu.match then
      of_model = of_model + 1
      if gpu.memory >= shape.gpu_memory then
        of_memory = of_memory + 1
        if #free < shape.gpu_count and is_free(executor, gpu) then
          free[#free + 1] = gpu.uuid
        end
      end
    end
  end
  if of_model < shape.gpu_count then
    return 'gpu_model'
  end
  if of_memory < shape.gpu_count then
    return 'gpu_memory'
  end
  if #free < shape.gpu_count then
    return 'gpus', {}
  end
  return nil, free
end

-- The first thing that stands in the way, in the order of the verdict; nil and the GPUs to give when nothing does.
function executors.judge(executor, shape, avoided)
  if not executor.ready then
    return 'not_ready'
  end
  if shape.regions and not shape.regions[executor.fields.region] then
    return 'region'
  end
  if shape.datacenters and not shape.datacenters[executor.fields.datacenter] then
    return 'datacenter'
  end
  if not labels_fit(executor, shape) then
    return 'label'
  end
  if avoided or shape.excluded_executors[executor.id] then
    return 'excluded'
  end
  local gpu_cause, gpus = judge_gpus(executor, shape)
  if gpu_cause == 'gpu_model' or gpu_cause == 'gpu_memory' then
    return gpu_cause
  end
  if executor.cpu < shape.cpu or executor.memory < shape.memory or executor.max_jobs < 1 then
    return 'too_small'
  end
  if executor.cpu - executor.used_cpu < shape.cpu then
    return 'cpu'
  end
  if executor.memory - executor.used_memory < shape.memory then
    return 'memory'
  end
  if gpu_cause then
    return gpu_cause
  end
  if executor.used_jobs >= executor.max_jobs then
    return 'jobs'
  end
  return nil, gpus
end

-- An executor that the ledger does not know, though an attempt holds room there.
function executors.absent(id, ip)
  return { id = id, ip = ip, fields = {}, absent = true }
end

-- Takes room. Changes the loaded executor, too. Whoever takes or gives back shows the executor's row after that.
function executors.take(executor, job, cpu, memory, gpus)
  redis.call('SADD', keys.held .. executor.id, job)
  if executor.absent then
    return
  end
  executor.used_cpu = executor.used_cpu + cpu
  executor.used_memory = executor.used_memory + memory
  executor.used_jobs = executor.used_jobs + 1
  local fields = { 'used_cpu', executor.used_cpu, 'used_memory', executor.used_memory, 'used_jobs', executor.used_jobs }
  for _, uuid in ipairs(gpus) do
    fields[#fields + 1] = 'gpu:' .. uuid
    fields[#fields + 1] = job
    executor.fields['gpu:' .. uuid] = job
  end
  redis.call('HSET', keys.executor .. executor.id, unpack(fields))
end

-- Gives room back.
function executors.give_back(id, job, cpu, memory, gpus)
  local key = keys.executor .. id
  if redis.call('SREM', keys.held .. id, job) == 0 or redis.call('EXISTS', key) == 0 then
    return
  end
  redis.call('HINCRBY', key, 'used_cpu', -cpu)
  redis.call('HINCRBY', key, 'used_memory', -memory)
  redis.call('HINCRBY', key, 'used_jobs', -1)
  for _, uuid in ipairs(gpus) do
    if redis.call('HGET', key, 'gpu:' .. uuid) == job then
      redis.call('HDEL', key, 'gpu:' .. uuid)
    end
  end
end
