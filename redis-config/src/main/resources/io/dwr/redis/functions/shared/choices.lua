-- What a new wish comes to: an executor, or the line.

local choices = {}

-- A shape that waits fits nowhere, so its next job only joins. That holds while no grant pass is open; in one, a job
-- that would lead its line might have been passed over already, and is searched for.
local function joins(wish)
  return wish.n and (grants.unfinished() == 0 or not lines.would_lead(wish.n, wish.job, wish.score))
end

-- Whether the quota of its queue lets the job take room before those of the queue that wait.
local function may_take(wish, shape)
  local left = wish.left
  return not left or (quotas.allow(left, shape.cpu, shape.memory, shape.gpu_count)
    and not grants.queue_goes_first(wish.queue, wish.job, wish.score))
end

-- For a new wish: executor, gpus (to give) and shape; without an executor it is to wait, held_up_by: the queue whose quota
-- does not let it be searched for. wish: n (the number of its shape if that waits), queue, left (what its quota leaves;
-- nil = no quota), job, score.
function choices.make(wish, request, avoided, spread)
  if joins(wish) then
    return {}
  end
  local shape = shapes.of(request, avoided)
  if not may_take(wish, shape) then
    return { held_up_by = wish.queue }
  end
  local executor, gpus = grants.choose(shape, wish.job, wish.score, spread)
  return { executor = executor, gpus = gpus, shape = shape }
end
