-- Part of a job's log, about a MiB at most; it ends before a gap. Where lines are missing, its first entry is a mark that
-- says how many of them this reader lacks.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 offset in the whole log, from 0, dropped lines counted, 3 most lines, 4 '1' for a follower, which is
--         put ahead when it fell behind what is kept; else absent
-- returns {offset of the first line given, dropped lines in all, lines}
export('read_log', function(_, args)
  local first, dropped, page = logs.read(args[1], tonumber(args[2]), tonumber(args[3]), args[4] == '1')
  return { first, dropped, page }
end, 'no-writes')
