-- What quotas say in a grant pass to those whom it may serve.

local pass_quotas = {}

-- Of a shape's queue, as the pass has read it.
local function left_of(pass, queue)
  if pass.left[queue] == nil then
    pass.left[queue] = quotas.left(queue) or false
  end
  return pass.left[queue] or nil
end

-- The claim on its queue's quota, when a job of the line n has it; with what is left to that job.
local function claim_of(pass, queue, n)
  local left = left_of(pass, queue)
  if left and left.claim and left.claim.line == n then
    return left.claim, left.own
  end
  return nil, left
end

-- Whom of its line the member stands for: the first, or who has a claim on the quota.
function pass_quotas.job_of(pass, member, n)
  local queue = pass.limited and lines.queue(member)
  local claim = queue and claim_of(pass, queue, n)
  return claim and claim.job or lines.first_job(member)
end

-- Whether the quota of the member's queue forbids it, and whether it did so before this pass.
function pass_quotas.held_up(pass, member, n, cpu, memory, gpus)
  local queue = pass.limited and lines.queue(member)
  if not queue then
    return false, false
  end
  local _, left = claim_of(pass, queue, n)
  local now_held_up = not quotas.allow(left, cpu, memory, gpus)
  local before = queue == pass.queue and (not pass.before or not quotas.allow(pass.before, cpu, memory, gpus))
  return now_held_up, before
end
