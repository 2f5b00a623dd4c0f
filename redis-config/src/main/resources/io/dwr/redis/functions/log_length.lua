-- How long a job's log is.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job
-- returns how many lines were ever stored, the dropped ones counted
export('log_length', function(_, args)
  return logs.length(args[1])
end, 'no-writes')
