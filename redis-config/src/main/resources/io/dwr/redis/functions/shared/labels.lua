-- Labels of executors, each as `name=value` with the executors that have it. One that many share is common and belongs
-- to their class; any other (a host name) is looked up by executor, since it would make classes of few executors.
-- A label that became common stays so as long as an executor has it.

local labels = {}

local COMMON_FROM = 64

function labels.text(name, value)
  return name .. '=' .. value
end

-- All of an executor's labels as sorted texts.
function labels.of(fields)
  local texts = {}
  for name, value in pairs(cjson.decode(fields.labels)) do
    texts[#texts + 1] = labels.text(name, value)
  end
  table.sort(texts)
  return texts
end

function labels.is_common(text)
  return redis.call('SISMEMBER', keys.common_labels, text) == 1
end

-- Those of the texts that are common.
function labels.common(texts)
  local common = {}
  for _, text in ipairs(texts) do
    if labels.is_common(text) then
      common[#common + 1] = text
    end
  end
  return common
end

-- Numbers of the executors with a label, as a set.
function labels.numbers(text)
  local numbers = {}
  local flat = redis.call('ZRANGE', keys.labelled .. text, 0, -1, 'WITHSCORES')
  for i = 2, #flat, 2 do
    numbers[tonumber(flat[i])] = true
  end
  return numbers
end

local function leave(text, id)
  redis.call('ZREM', keys.labelled .. text, id)
  if redis.call('EXISTS', keys.labelled .. text) == 0 then
    redis.call('SREM', keys.common_labels, text)
  end
end

-- Notes which labels an executor has now, and had. Gives the other executors whose class changes by that.
function labels.note(id, number, before, after)
  local kept = set_of(after)
  for _, text in ipairs(before) do
    if not kept[text] then
      leave(text, id)
    end
  end
  local reclassed = {}
  for _, text in ipairs(after) do
    redis.call('ZADD', keys.labelled .. text, number, id)
    if redis.call('ZCARD', keys.labelled .. text) >= COMMON_FROM
      and redis.call('SADD', keys.common_labels, text) == 1 then
      for _, other in ipairs(redis.call('ZRANGE', keys.labelled .. text, 0, -1)) do
        reclassed[other] = true
      end
    end
  end
  reclassed[id] = nil
  return reclassed
end
