-- Logs: lines are known by attempt and number. Over the cap the oldest lines go; the first entry then is a marker that
-- stands for the last dropped line.

local logs = {}

local CHUNK = 1000

-- A line of our own with the time of another stored line.
local function system_line(beside, text)
  return string.sub(beside, 1, (string.find(beside, ' ', 1, true) or 1) - 1) .. ' system ' .. text
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

-- Takes the oldest lines until the log is within its cap. Gives bytes and dropped lines after that.
local function cap(list, bytes, dropped)
  local length = redis.call('LLEN', list)
  if length <= LOG_MAX_LINES and bytes <= LOG_MAX_BYTES then
    return bytes, dropped
  end
  if dropped > 0 then
    bytes = bytes - #redis.call('LPOP', list)
    length = length - 1
  end
  local last = nil
  while length > 1 and (length + 1 > LOG_MAX_LINES or bytes > LOG_MAX_BYTES) do
    last = redis.call('LPOP', list)
    bytes = bytes - #last
    length = length - 1
    dropped = dropped + 1
  end
  if dropped == 0 then
    return bytes, 0
  end
  local marker = system_line(last or redis.call('LINDEX', list, 0), string.format(
    '[dwr] the first %d lines of this log were dropped: a log keeps its newest %d lines and %d MiB', dropped,
    LOG_MAX_LINES - 1, LOG_MAX_BYTES / 1048576))
  redis.call('LPUSH', list, marker)
  return bytes + #marker, dropped
end

-- The lines that are new, with a marker where lines are missing.
local function fresh(args, next_sequence, sequence)
  local new = {}
  if sequence > next_sequence and args[5] then
    new[1] = system_line(args[5], string.format('[dwr] %d lines are missing here', sequence - next_sequence))
  end
  for i = 5 + math.max(next_sequence - sequence, 0), #args do
    new[#new + 1] = args[i]
  end
  return new
end

-- A log lives as long as its job's record.
local function expire_with_record(job, list, meta)
  local left = redis.call('PTTL', keys.job .. job)
  if left > 0 then
    redis.call('PEXPIRE', list, left)
    redis.call('PEXPIRE', meta, left)
  end
end

-- Adds lines; drops those that are known already, and all of an attempt older than the newest that wrote. Gives how many
-- were added. args: as of `append_log`.
function logs.append(args)
  local job, attempt, sequence = args[1], tonumber(args[2]), tonumber(args[3])
  local list, meta = keys.job_logs .. job, keys.log .. job
  local fields = hash(meta) or {}
  local newest = tonumber(fields.attempt or 0)
  if attempt < newest then
    return 0
  end
  local next_sequence = attempt == newest and tonumber(fields.next_sequence) or 0
  local after = sequence + #args - 4
  if after < next_sequence then
    return 0
  end
  local new = fresh(args, next_sequence, sequence)
  local bytes, dropped = tonumber(fields.bytes or 0) + push(list, new), tonumber(fields.dropped or 0)
  bytes, dropped = cap(list, bytes, dropped)
  redis.call('HSET', meta, 'attempt', attempt, 'next_sequence', after, 'position', args[4], 'bytes', bytes, 'dropped',
    dropped)
  expire_with_record(job, list, meta)
  return #new
end
