-- Where a job would be placed if it was submitted now. Gives and notes nothing.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 rank score, 3 canonical request (JSON), 4 queue, 5 order of executors: 'pack' or 'spread'
-- returns {'placed', executor, ip, GPU uuids (JSON)}
--         {'waiting'}
--         {'queue_full', the most pending jobs} when it would be refused
--         {'closed'} while the ledger is to be rebuilt
export('foresee', function(_, args)
  if recovery.closed(now()) then
    return { 'closed' }
  end
  local most = quotas.full(args[4])
  if most then
    return { 'queue_full', most }
  end
  local left = quotas.left(args[4])
  local n = lines.find(shapes.canonical(args[3], {}, {}, left and args[4]))
  local wish = { n = n, queue = args[4], left = left, job = args[1], score = args[2] }
  local choice = choices.make(wish, args[3], {}, args[5] == 'spread')
  if not choice.executor then
    return { 'waiting' }
  end
  return { 'placed', choice.executor.id, choice.executor.ip, json_list(choice.gpus) }
end)
