-- Shapes: what jobs ask, without their identity. Equal wishes share one shape and one waiting line.

local shapes = {}

-- request: canonical JSON; avoided: executor id -> the process of it that is avoided.
function shapes.of(request, avoided)
  local shape = cjson.decode(request)
  shape.regions = #shape.regions > 0 and set_of(shape.regions) or nil
  shape.datacenters = #shape.datacenters > 0 and set_of(shape.datacenters) or nil
  shape.excluded_executors = set_of(shape.excluded_executors)
  shape.avoided = avoided
  return shape
end

-- An executor is avoided as long as the same process of it is there: one that registered anew is not avoided.
function shapes.avoids(shape, executor)
  return shape.avoided[executor.id] == executor.process
end

-- The waiting shape number n.
function shapes.load(n)
  local fields = redis.call('HMGET', keys.shape .. n, 'request', 'avoided', 'queue')
  local shape = shapes.of(fields[1], cjson.decode(fields[2]))
  shape.queue = fields[3] or nil
  return shape
end

-- The text by which equal wishes are found; names: sorted ids of avoided executors; queue: nil when no quota names it.
function shapes.canonical(request, names, avoided, queue)
  local parts = { request }
  for _, name in ipairs(names) do
    if avoided[name] then
      parts[#parts + 1] = name .. '=' .. avoided[name]
    end
  end
  if queue then
    parts[#parts + 1] = quotas.MARK .. queue
  end
  return table.concat(parts, '\n')
end

-- Labels that the shape asks for, as texts: wanted ones that are common and that are rare, and all unwanted ones.
function shapes.labels(shape)
  if shape.asked then
    return shape.asked
  end
  local asked = { common = {}, rare = {}, unwanted = {} }
  for name, value in pairs(shape.labels) do
    local text = labels.text(name, value)
    local list = labels.is_common(text) and asked.common or asked.rare
    list[#list + 1] = text
  end
  for name, value in pairs(shape.excluded_labels) do
    asked.unwanted[#asked.unwanted + 1] = labels.text(name, value)
  end
  shape.asked = asked
  return asked
end
