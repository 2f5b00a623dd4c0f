-- Logs: lines are known by attempt and number. While a log is within its cap, all of it is the list of its newest lines.
-- Over the cap its first lines move to a list of their own, once, and of the rest the oldest go; the first of the newest
-- then is a marker that stands for the last dropped line, so that offsets stay true.

local logs = {}

do
local HEAD_LINES = 5000
local HEAD_BYTES = 1024 * 1024
local MAX_LINES = 100000
local MAX_BYTES = 16 * 1024 * 1024
local CHUNK = 1000
local READ_BYTES = 1024 * 1024
local READ_LINES = 16

local function what_is_kept()
  return string.format('a log keeps its first %d lines, at most %d MiB, and its newest, %d and %d MiB in all',
    HEAD_LINES, HEAD_BYTES / 1048576, MAX_LINES, MAX_BYTES / 1048576)
end

-- A line of our own with the time of another stored line.
local function system_line(beside, text)
  return string.sub(beside, 1, (string.find(beside, ' ', 1, true) or 1) - 1) .. ' system [dwr] ' .. text
end

local function push(list, lines_to_add)
  local bytes = 0
  for from = 1, #lines_to_add, CHUNK do
    local chunk = {}
    for i = from, math.min(from + CHUNK - 1, #lines_to_add) do
      chunk[#chunk + 1] = lines_to_add[i]
      bytes = bytes + #lines_to_add[i]
    end
    redis.call('RPUSH', list, unpack(chunk))
  end
  return bytes
end

-- Where a log stands: what its hash says.
local function stand(job)
  local fields = hash(keys.log .. job) or {}
  return {
    attempt = tonumber(fields.attempt or 0),
    next_sequence = tonumber(fields.next_sequence or 0),
    bytes = tonumber(fields.bytes or 0),
    dropped = tonumber(fields.dropped or 0),
    dropped_bytes = tonumber(fields.dropped_bytes or 0),
    head = tonumber(fields.head or 0),
  }
end

-- Lines that are not in the list of the newest ones: the offset of its first entry.
local function base(log)
  return log.head + math.max(log.dropped - 1, 0)
end

-- Sets the first lines aside.
local function part_head(job, log)
  local first = {}
  local bytes = 0
  for _, line in ipairs(redis.call('LRANGE', keys.job_logs .. job, 0, HEAD_LINES - 1)) do
    bytes = bytes + #line
    if bytes > HEAD_BYTES then
      break
    end
    first[#first + 1] = line
  end
  push(keys.job_log_head .. job, first)
  redis.call('LTRIM', keys.job_logs .. job, #first, -1)
  log.head = #first
end

-- Takes the oldest of the newest lines until the log is within its cap.
local function cap(job, log)
  local list = keys.job_logs .. job
  local length = log.head + redis.call('LLEN', list)
  if length <= MAX_LINES and log.bytes <= MAX_BYTES then
    return
  end
  local rest = length - log.head
  if log.dropped > 0 then
    log.bytes = log.bytes - #redis.call('LPOP', list)
    rest = rest - 1
  elseif log.head == 0 and rest > 1 then
    part_head(job, log)
    rest = length - log.head
  end
  local last = nil
  while rest > 1 and (log.head + rest + 1 > MAX_LINES or log.bytes > MAX_BYTES) do
    last = redis.call('LPOP', list)
    rest = rest - 1
    log.bytes = log.bytes - #last
    log.dropped = log.dropped + 1
    log.dropped_bytes = log.dropped_bytes + #last
  end
  if log.dropped == 0 then
    return
  end
  local marker = system_line(last or redis.call('LINDEX', list, 0), string.format(
    '%d lines, %d bytes, were dropped here: %s', log.dropped, log.dropped_bytes, what_is_kept()))
  redis.call('LPUSH', list, marker)
  log.bytes = log.bytes + #marker
end

-- The lines that are new, with a marker where lines are missing.
local function fresh(args, next_sequence, sequence)
  local new = {}
  if sequence > next_sequence and args[5] then
    new[1] = system_line(args[5], string.format('%d lines are missing here', sequence - next_sequence))
  end
  for i = 5 + math.max(next_sequence - sequence, 0), #args do
    new[#new + 1] = args[i]
  end
  return new
end

-- A log lives as long as its job's record.
local function expire_with_record(job)
  local left = redis.call('PTTL', keys.job .. job)
  if left > 0 then
    logs.expire(job, left)
  end
end

function logs.expire(job, millis)
  redis.call('PEXPIRE', keys.job_log_head .. job, millis)
  redis.call('PEXPIRE', keys.job_logs .. job, millis)
  redis.call('PEXPIRE', keys.log .. job, millis)
end

-- Adds lines; drops those that are known already, and all of an attempt older than the newest that wrote. Gives how many
-- were added. args: as of `append_log`.
function logs.append(args)
  local job, attempt, sequence = args[1], tonumber(args[2]), tonumber(args[3])
  local log = stand(job)
  if attempt < log.attempt then
    return 0
  end
  local next_sequence = attempt == log.attempt and log.next_sequence or 0
  local after = sequence + #args - 4
  if after < next_sequence then
    return 0
  end
  local new = fresh(args, next_sequence, sequence)
  log.bytes = log.bytes + push(keys.job_logs .. job, new)
  cap(job, log)
  redis.call('HSET', keys.log .. job, 'attempt', attempt, 'next_sequence', after, 'position', args[4], 'bytes', log.bytes,
    'dropped', log.dropped, 'dropped_bytes', log.dropped_bytes, 'head', log.head)
  expire_with_record(job)
  return #new
end

-- Entries of a list from an index on, as many as make a page.
local function entries(list, from, limit)
  local page = {}
  local bytes = 0
  local step = READ_LINES
  while #page < limit and bytes < READ_BYTES do
    local most = math.min(step, limit - #page)
    local some = redis.call('LRANGE', list, from + #page, from + #page + most - 1)
    for _, line in ipairs(some) do
      page[#page + 1] = line
      bytes = bytes + #line
    end
    if #some < most then
      break
    end
    step = bytes * 4 < READ_BYTES and step * 2 or READ_LINES
  end
  return page
end

-- Whether a follower's next line is gone, and more will go: a log that expires is written no more. Who comes from the
-- first lines has lost nothing that it could have had.
local function fell_behind(job, log, offset)
  return log.dropped > 0 and offset > log.head and offset <= base(log) and redis.call('PTTL', keys.job .. job) < 0
end

-- What a reader lacks before the first entry of its page, which the mark stands for, too.
local function mark_gap(job, log, page, missing, ahead)
  if ahead then
    page[1] = system_line(page[1], string.format(
      '%d lines are left out here: they were printed faster than they were followed. "dwr logs %s" prints what is kept: %s',
      missing, job, what_is_kept()))
  elseif page[1] and missing > 1 and missing ~= log.dropped then
    page[1] = system_line(page[1], string.format(
      "%d lines are missing here: the log's cap has taken them", missing))
  end
end

-- Part of a log without a gap: offset of its first line, dropped lines in all, lines. A follower that fell behind is put
-- ahead, into the middle of the newest lines: at their beginning, the next ones to go would be its own again.
function logs.read(job, offset, limit, follows)
  local log = stand(job)
  local list = keys.job_logs .. job
  if offset < log.head then
    return offset, log.dropped, entries(keys.job_log_head .. job, offset, math.min(limit, log.head - offset))
  end
  local first = math.max(offset, base(log))
  local ahead = follows and fell_behind(job, log, offset)
  if ahead then
    first = first + math.floor((redis.call('LLEN', list) - 1) / 2)
  end
  local page = entries(list, first - base(log), limit)
  mark_gap(job, log, page, first - offset + 1, ahead)
  return first, log.dropped, page
end

-- Lines ever stored, the dropped ones counted.
function logs.length(job)
  return base(stand(job)) + redis.call('LLEN', keys.job_logs .. job)
end

-- Puts the last entries of a list, up to a number of them, before those of a page.
local function before(page, list, limit)
  local newest_first = {}
  local bytes = 0
  while #newest_first < limit and bytes < READ_BYTES do
    local most = math.min(READ_LINES, limit - #newest_first)
    local some = redis.call('LRANGE', list, -#newest_first - most, -#newest_first - 1)
    for i = #some, 1, -1 do
      newest_first[#newest_first + 1] = some[i]
      bytes = bytes + #some[i]
    end
    if #some < most then
      break
    end
  end
  local joined = {}
  for i = #newest_first, 1, -1 do
    joined[#joined + 1] = newest_first[i]
  end
  for _, line in ipairs(page) do
    joined[#joined + 1] = line
  end
  return joined
end

-- The last lines; dropped ones count, and are not there.
function logs.tail(job, limit)
  local log = stand(job)
  local page = before({}, keys.job_logs .. job, limit)
  local left = limit - redis.call('LLEN', keys.job_logs .. job) - math.max(log.dropped - 1, 0)
  return left > 0 and log.head > 0 and before(page, keys.job_log_head .. job, left) or page
end
end
