-- Registers an executor or renews all that is known of it, and grants to those who wait.
-- KEYS    none of its own; see the key schema
-- ARGV    1 executor, 2 process, 3 lost_after in ms, 4 fields of the executor (JSON object of text to text),
--         5 engine (JSON: id, cpu, memory_bytes), 6 uuids of its GPUs (JSON list), 7 what it holds, as far
--         as it can tell (JSON list: job, attempt, cpu, memory in MiB, gpus), then pairs of job and attempt held
-- returns {refusal ('' = accepted), pairs to stop (flat), 1 when another process is this executor, else 0, how many
--         grant passes are open}

-- The process that is registered counts as alive while its last sign is younger than this share of lost_after.
local ALIVE_SHARE = 1 / 6

local function seconds(millis)
  return string.format('%.1f s', math.max(millis, 0) / 1000)
end

local function refused_identity(id, args, before, silence, lost_after, engine)
  if not before then
    return nil
  end
  if before.engine_id ~= engine.id and silence < lost_after then
    return 'executor "' .. id .. '" runs on another container engine already (' .. before.engine_id .. ', host '
      .. before.host .. ', last heard of ' .. seconds(silence) .. ' ago): give this one another EXECUTOR_ID, or stop '
      .. 'the other one and wait ' .. seconds(lost_after - silence)
  end
  local successor = before.process == cjson.decode(args[4]).predecessor
  if before.process ~= args[2] and not successor and silence < lost_after * ALIVE_SHARE then
    return 'process ' .. before.process .. ' on host ' .. before.host .. ' is executor "' .. id
      .. '" already (last heard of ' .. seconds(silence) .. ' ago): stop it first, or give this one another '
      .. 'EXECUTOR_ID'
  end
  return nil
end

-- Executors in contact that share the engine.
local function neighbours(id, engine, epoch, time, lost_after)
  local found = {}
  for _, other in ipairs(redis.call('SMEMBERS', keys.engine .. engine.id)) do
    if other ~= id and contact.silence(other, epoch, time) < lost_after then
      found[#found + 1] = other
    end
  end
  table.sort(found)
  return found
end

-- Of a neighbour that offers less than before, what still runs there counts until it has ended.
local function refused_share(id, args, engine, others)
  local mine = cjson.decode(args[4])
  local cpu, memory, gpus = tonumber(mine.cpu), tonumber(mine.memory_bytes), set_of(cjson.decode(args[6]))
  for _, other in ipairs(others) do
    local key = keys.executor .. other
    local fields = redis.call('HMGET', key, 'cpu', 'memory_bytes', 'gpus', 'used_cpu', 'used_memory')
    cpu = cpu + math.max(tonumber(fields[1]), tonumber(fields[4]))
    memory = memory + math.max(tonumber(fields[2]), tonumber(fields[5]) * 1048576)
    for uuid in pairs(gpus) do
      if redis.call('HEXISTS', key, 'gpu:' .. uuid) == 1 then
        return 'GPU ' .. uuid .. ' is held by a job of executor "' .. other .. '" on the same engine: this one has to '
          .. 'wait for its end'
      end
    end
    for _, gpu in ipairs(cjson.decode(fields[3])) do
      if gpus[gpu.uuid] then
        return 'GPU ' .. gpu.uuid .. ' is offered by executor "' .. other .. '" on the same engine already: name in '
          .. 'EXECUTOR_GPUS of each which GPUs are its own'
      end
    end
  end
  if #others > 0 and (cpu > engine.cpu or memory > engine.memory_bytes) then
    return 'executor "' .. id .. '" and ' .. table.concat(others, ', ') .. ' share one engine and offer '
      .. string.format('%.2f cores and %.0f MiB together, and it has %.2f cores and %.0f MiB: lower ', cpu / 1000,
        memory / 1048576, engine.cpu / 1000, engine.memory_bytes / 1048576)
      .. 'EXECUTOR_CPU_CORES or EXECUTOR_MEMORY_GB of one of them'
  end
  return nil
end

local function write(id, args, before, engine, time)
  local key = keys.executor .. id
  local flat = {}
  for name, value in pairs(cjson.decode(args[4])) do
    flat[#flat + 1] = name
    flat[#flat + 1] = value
  end
  redis.call('HSET', key, 'process', args[2], 'contact', time, 'lost', '0', 'engine_id', engine.id, unpack(flat))
  if not before then
    redis.call('HSET', key, 'state', 'ready', 'used_cpu', 0, 'used_memory', 0, 'used_jobs', 0)
    roster.admit(id)
    places.take_adopted(id)
  elseif before.engine_id ~= engine.id then
    redis.call('SREM', keys.engine .. before.engine_id, id)
  end
  redis.call('SADD', keys.engine .. engine.id, id)
  redis.call('ZADD', keys.contacts, time, id)
  roster.enroll(id, before and before.labels)
end

-- Whether a shape that fitted the executor before may not fit it any more.
local function changed(before, id)
  if not before then
    return false
  end
  local after = hash(keys.executor .. id)
  for _, name in ipairs({ 'cpu', 'memory', 'max_jobs', 'gpus', 'labels', 'region', 'datacenter', 'trouble' }) do
    if before[name] ~= after[name] then
      return true
    end
  end
  return false
end

-- It says itself that it can take no new job, or that it can again.
local function tell_trouble(id, before, time)
  local was, is = before and before.trouble or '', redis.call('HGET', keys.executor .. id, 'trouble') or ''
  if is == was then
    return
  end
  if is == '' then
    redis.call('HDEL', keys.executor .. id, 'trouble_since')
    notices.add('executor ' .. id .. ' takes jobs again')
    return
  end
  redis.call('HSET', keys.executor .. id, 'trouble_since', time)
  notices.add('executor ' .. id .. ' takes no new job: ' .. is)
end

-- What runs there and is unknown to the ledger takes its room all the same: nobody else is given it.
local function adopt_unknown(id, args, time)
  local ip = cjson.decode(args[4]).ip
  for _, held in ipairs(cjson.decode(args[7])) do
    if not places.get(held.job) and not fencing.judge(held.job, held.attempt, id) then
      held.executor, held.ip = id, ip
      places.adopt(held.job, held.attempt, held, time)
    end
  end
end

export('report', function(_, args)
  local id, lost_after, engine, time = args[1], tonumber(args[3]), cjson.decode(args[5]), now()
  local epoch = contact.pulse(time, lost_after)
  recovery.closed(time)
  local before = hash(keys.executor .. id)
  local silence = contact.silence(id, epoch, time)
  local _, stop = fencing.sort(id, args, 8)
  local taken = refused_identity(id, args, before, silence, lost_after, engine)
  local refusal = taken
    or refused_share(id, args, engine, neighbours(id, engine, epoch, time, lost_after))
  if refusal then
    return { refusal, stop, taken and 1 or 0, grants.unfinished() }
  end
  write(id, args, before, engine, time)
  adopt_unknown(id, args, time)
  fencing.add_unnamed(id, stop)
  tell_trouble(id, before, time)
  if changed(before, id) then
    grants.reconsider_avoided()
  end
  grants.pass(id, nil, time)
  return { '', stop, 0, grants.unfinished() }
end)
