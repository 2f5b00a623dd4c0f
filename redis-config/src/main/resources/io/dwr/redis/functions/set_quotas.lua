-- Takes the quotas of a scheduler's operator. Those who wait are looked at anew where a quota changed.
-- KEYS    none of its own; see the key schema
-- ARGV    1 'write', or 'check' = only when the ledger has none yet; 2 order of executors: 'pack' or 'spread'; then pairs
--         of queue and `<cpu> <memory in MiB> <GPUs> <pending jobs>`, '-' = no limit
-- returns {'same' | 'written' | 'other' = the ledger keeps its own, how many grant passes are open}
local function wanted_of(args)
  local wanted = {}
  for i = 3, #args, 2 do
    wanted[args[i]] = args[i + 1]
  end
  return wanted
end

local function changed_queues(present, wanted)
  local list = {}
  for queue, text in pairs(wanted) do
    if present[queue] ~= text then
      list[#list + 1] = queue
    end
  end
  for queue in pairs(present) do
    if not wanted[queue] then
      list[#list + 1] = queue
    end
  end
  table.sort(list)
  return list
end

local function write(queue, text)
  if text then
    redis.call('HSET', keys.quotas, queue, text)
  else
    redis.call('HDEL', keys.quotas, queue)
  end
  quotas.changed(queue)
end

export('set_quotas', function(_, args)
  local wanted = wanted_of(args)
  local changes = changed_queues(hash(keys.quotas) or {}, wanted)
  if #changes > 0 and args[1] == 'check' and redis.call('HEXISTS', keys.settings, 'order') == 1 then
    return { 'other', grants.unfinished() }
  end
  redis.call('HSET', keys.settings, 'order', args[2])
  for _, queue in ipairs(changes) do
    write(queue, wanted[queue])
  end
  return { #changes > 0 and 'written' or 'same', grants.unfinished() }
end)
