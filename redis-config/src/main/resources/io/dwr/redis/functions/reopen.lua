-- Ends the recovery. The grant passes that were put off follow.
-- KEYS    none of its own; see the key schema
-- ARGV    1 mark of the closing
-- returns {1 when that closing is over, 0 when another one has come since; how many grant passes are open}
-- With nobody in line a pass gives nothing: the room is shown at once, instead of one call for each executor.
local function show_rooms()
  local ids = redis.call('HKEYS', keys.unfinished)
  redis.call('DEL', keys.unfinished)
  for _, id in ipairs(ids) do
    local executor = executors.load(id)
    if executor then
      roster.show_room(executor)
      drains.settle(executor)
    end
  end
end

export('reopen', function(_, args)
  if recovery.closed(now()) and recovery.mark() ~= args[1] then
    return { 0, 0 }
  end
  redis.call('HDEL', keys.ledger, 'closed_at')
  if redis.call('ZCARD', keys.lines) == 0 then
    show_rooms()
  end
  return { 1, grants.unfinished() }
end)
