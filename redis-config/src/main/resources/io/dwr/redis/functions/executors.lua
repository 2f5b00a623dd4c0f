-- Executors as they stand, each in one piece.
-- KEYS    none of its own; see the key schema
-- ARGV    ids
-- returns for each known id {id, fields (flat), jobs that hold a reservation there with their attempts (flat)}
export('executors', function(_, args)
  local views = {}
  for _, id in ipairs(args) do
    local fields = redis.call('HGETALL', keys.executor .. id)
    if #fields > 0 then
      local held = {}
      local jobs = redis.call('SMEMBERS', keys.held .. id)
      table.sort(jobs)
      for _, job in ipairs(jobs) do
        held[#held + 1] = job
        held[#held + 1] = redis.call('HGET', keys.place .. job, 'attempt')
      end
      views[#views + 1] = { id, fields, held }
    end
  end
  return views
end, 'no-writes')
