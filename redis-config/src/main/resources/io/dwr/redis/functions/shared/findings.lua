-- Findings: what a look at a part of the fleet for one job has found so far. Fields: executors (how many were looked at),
-- counts (by what stands in the way), models (a set), nearest, most.

local findings = {}

function findings.new()
  return { executors = 0, counts = {}, models = {} }
end

-- The most that one of those has that are too small.
function findings.note_most(found, cpu, memory, gpus, gpu_memory)
  local most = found.most or { 0, 0, 0, 0 }
  found.most = { math.max(most[1], cpu), math.max(most[2], memory), math.max(most[3], gpus),
    math.max(most[4], gpu_memory) }
end

-- Keeps the executor for which the parts that are lacking, each of what is asked, sum up to the least.
function findings.note_lack(found, shape, number, cpu, memory, gpus, jobs)
  local lack = { math.max(shape.cpu - cpu, 0), math.max(shape.memory - memory, 0),
    math.max(shape.gpu_count - gpus, 0), jobs < 1 and 1 or 0 }
  local share = lack[1] / math.max(shape.cpu, 1) + lack[2] / math.max(shape.memory, 1)
    + lack[3] / math.max(shape.gpu_count, 1) + lack[4]
  local nearest = found.nearest
  if not nearest or share < nearest.share or (share == nearest.share and number < nearest.number) then
    found.nearest = { share = share, number = number, lack = lack }
  end
end

function findings.note(found, cause)
  found.counts[cause] = (found.counts[cause] or 0) + 1
end

local function flat(counts)
  local list = {}
  for cause, number in pairs(counts) do
    list[#list + 1] = cause
    list[#list + 1] = number
  end
  return list
end

local function nearest_of(found)
  local nearest = found.nearest
  if not nearest then
    return {}
  end
  return { roster.id_of(nearest.number), string.format('%.9f', nearest.share), unpack(nearest.lack) }
end

-- As `explain` answers it.
function findings.answer(found)
  return found.executors, flat(found.counts), nearest_of(found), found.most or {}, names_of(found.models)
end
