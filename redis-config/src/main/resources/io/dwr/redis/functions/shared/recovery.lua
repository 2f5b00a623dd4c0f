-- Whether the ledger can be believed. A ledger without its mark was emptied; a mark of another server process says that
-- Redis was restarted and may lack its newest second. Either closes the ledger: it gives nothing until it has been told
-- again what open jobs hold, and an executor gets nothing before it has reported what it runs.

local recovery = {}

-- A restarted server loads the library anew, so that this is asked once for each process of Redis.
local server = nil

local function present_server()
  server = server or string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  return server
end

local function close(time)
  redis.call('HSET', keys.ledger, 'server', present_server(), 'closed_at', time)
  for _, id in ipairs(roster.ids()) do
    redis.call('HSET', keys.executor .. id, 'lost', '1')
    redis.call('ZREM', keys.contacts, id)
    roster.show(executors.load(id))
  end
end

-- Closes the ledger if it must be. Gives whether it is closed.
function recovery.closed(time)
  local fields = redis.call('HMGET', keys.ledger, 'server', 'closed_at')
  if fields[1] ~= present_server() then
    close(time)
    return true
  end
  return fields[2] ~= false
end

-- The text that names this closing; nil while the ledger is open.
function recovery.mark()
  local fields = redis.call('HMGET', keys.ledger, 'server', 'closed_at')
  return fields[2] and fields[2] .. ' ' .. fields[1] or nil
end
