-- The end of a job's log, about a MiB at most.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 most lines, the dropped ones counted
-- returns lines
export('tail_log', function(_, args)
  return logs.tail(args[1], tonumber(args[2]))
end, 'no-writes')
