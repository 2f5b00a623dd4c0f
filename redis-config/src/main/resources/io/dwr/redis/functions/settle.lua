-- A job's workflow is past some attempts and holds nothing: what a closed ledger still has of them is over. Whoever says so
-- too late, when the ledger is open again, changes nothing.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 newest attempt that is over, 3 mark of the closing
-- returns 1; 0 when that closing is over
export('settle', function(_, args)
  local job, last = args[1], tonumber(args[2])
  if not recovery.closed(now()) or recovery.mark() ~= args[3] then
    return 0
  end
  places.close_older(job, places.get(job), last + 1)
  return 1
end, 'allow-oom')
