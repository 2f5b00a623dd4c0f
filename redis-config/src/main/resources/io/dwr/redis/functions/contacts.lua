-- When executors were last heard of, and what they say is wrong with them.
-- KEYS    none of its own; see the key schema
-- ARGV    ids
-- returns for each known id {id, time of the answer, the time from which its silence counts, trouble ('' = none), since
--         when ('' = none, or an executor of an earlier version)}; times in ms since 1970
export('contacts', function(_, args)
  local time = now()
  local epoch = contact.epoch(time)
  local answers = {}
  for _, id in ipairs(args) do
    local fields = redis.call('HMGET', keys.executor .. id, 'contact', 'trouble', 'trouble_since')
    local heard_at = tonumber(fields[1] or '')
    if heard_at then
      answers[#answers + 1] = { id, time, math.max(heard_at, epoch), fields[2] or '', fields[3] or '' }
    end
  end
  return answers
end, 'no-writes')
