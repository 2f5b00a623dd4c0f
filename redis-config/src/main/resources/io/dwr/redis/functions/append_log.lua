-- Adds lines to a job's log; drops those that are known already, and all of an attempt older than the newest that wrote.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 sequence of the first line within the attempt, 4 the writer's position, then stored lines
-- returns how many lines were added
export('append_log', function(_, args)
  return logs.append(args)
end)
