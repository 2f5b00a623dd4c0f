-- Why a job is not placed just now: each executor counted once, by the first thing that stands in the way.
-- KEYS    none of its own; see the key schema
-- ARGV    1 canonical request (JSON), 2 ids of avoided executors (JSON list)
-- returns {executors, not_ready, region, datacenter, label, excluded, gpu_model, gpu_memory, too_small, cpu, memory,
--          gpus, jobs}
local CAUSES = { 'not_ready', 'region', 'datacenter', 'label', 'excluded', 'gpu_model', 'gpu_memory', 'too_small',
  'cpu', 'memory', 'gpus', 'jobs' }

export('explain', function(_, args)
  local shape = shapes.of(args[1], {})
  local names = set_of(cjson.decode(args[2]))
  local order = redis.call('LRANGE', keys.order, 0, -1)
  for name in pairs(names) do
    shape.avoided[name] = redis.call('HGET', keys.executor .. name, 'process') or nil
  end
  local avoidance = executors.possible(shape)
  local counts = {}
  for _, id in ipairs(order) do
    local executor = executors.load(id)
    local cause = executors.judge(executor, shape, avoidance and names[id])
    if cause then
      counts[cause] = (counts[cause] or 0) + 1
    end
  end
  local verdict = { #order }
  for i, cause in ipairs(CAUSES) do
    verdict[i + 1] = counts[cause] or 0
  end
  return verdict
end, 'no-writes')
