-- Jobs without a final status that are older than an age, by Redis' own clock.
-- KEYS    none of its own; see the key schema
-- ARGV    1 age in ms, 2 most ids
-- returns ids, oldest first
export('unfinished_jobs', function(_, args)
  return redis.call('ZRANGEBYSCORE', keys.jobs_open, '-inf', now() - tonumber(args[1]), 'LIMIT', 0, args[2])
end, 'no-writes')
