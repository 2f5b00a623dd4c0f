-- Ends the recovery. The grant passes that were put off follow.
-- KEYS    none of its own; see the key schema
-- ARGV    1 mark of the closing
-- returns {1 when that closing is over, 0 when another one has come since; how many grant passes are open}
export('reopen', function(_, args)
  if recovery.closed(now()) and recovery.mark() ~= args[1] then
    return { 0, 0 }
  end
  redis.call('HDEL', keys.ledger, 'closed_at')
  return { 1, grants.unfinished() }
end)
