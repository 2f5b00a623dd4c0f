-- Part of a job's log, about a MiB at most; it ends before a gap.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 offset in the whole log, from 0, dropped lines counted, 3 most lines
-- returns {offset of the first line given, dropped lines in all, lines}
export('read_log', function(_, args)
  local first, dropped, page = logs.read(args[1], tonumber(args[2]), tonumber(args[3]))
  return { first, dropped, page }
end, 'no-writes')
