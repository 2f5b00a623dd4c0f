-- Notices: sentences about executors for the schedulers' log. The next sweep takes them.

local notices = {}

local MOST = 100

function notices.add(text)
  redis.call('RPUSH', keys.notices, text)
  redis.call('LTRIM', keys.notices, -MOST, -1)
end

function notices.take()
  return redis.call('LPOP', keys.notices, MOST) or {}
end
