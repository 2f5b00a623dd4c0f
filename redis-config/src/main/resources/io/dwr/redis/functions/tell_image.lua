-- The image of an attempt, as far as its executor knows it. An attempt that is not the job's present one changes nothing, nor
-- does what is known.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 image (JSON)
-- returns nothing
export('tell_image', function(_, args)
  local job = args[1]
  local head = records.head(job)
  if head and not head.final and head.attempt == tonumber(args[2])
    and redis.call('HGET', keys.job .. job, 'image') ~= args[3] then
    redis.call('HSET', keys.job .. job, 'image', args[3], 'updated_at', now())
  end
end)
