-- Goes on with one open grant pass, the first by name.
-- KEYS    none of its own; see the key schema
-- ARGV    none
-- returns how many passes are still open
export('resume', function()
  grants.resume(now())
  return grants.unfinished()
end, 'allow-oom')
