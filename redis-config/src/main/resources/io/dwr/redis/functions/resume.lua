-- Goes on with one open grant pass.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns how many passes are still open
export('resume', function()
  local next_pass = redis.call('HRANDFIELD', keys.unfinished, 1, 'WITHVALUES')
  if #next_pass > 0 then
    grants.pass(next_pass[1], next_pass[2], now())
  end
  return grants.unfinished()
end, 'allow-oom')
