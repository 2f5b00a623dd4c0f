-- Goes on with one open grant pass, that of the first executor by name.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns how many passes are still open
export('resume', function()
  local ids = redis.call('HKEYS', keys.unfinished)
  if #ids > 0 then
    table.sort(ids)
    grants.pass(ids[1], redis.call('HGET', keys.unfinished, ids[1]), now())
  end
  return grants.unfinished()
end, 'allow-oom')
