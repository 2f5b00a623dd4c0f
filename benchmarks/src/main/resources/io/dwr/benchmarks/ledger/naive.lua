#!lua name=dwr_naive
-- First-fit that reads one executor after the other, for comparison. It only searches and reserves nothing.
-- ARGV    1 CPU, 2 memory
-- returns the executor's id; '' when none fits
redis.register_function('dwr_naive_reserve', function(_, args)
  local cpu, memory = tonumber(args[1]), tonumber(args[2])
  for _, id in ipairs(redis.call('ZRANGE', '{dwr}:executors', 0, -1)) do
    local fields = redis.call('HMGET', '{dwr}:executor:' .. id, 'state', 'lost', 'cpu', 'memory', 'max_jobs', 'used_cpu',
      'used_memory', 'used_jobs', 'region', 'datacenter', 'labels', 'gpus')
    if fields[1] == 'ready' and fields[2] == '0' and tonumber(fields[3]) - tonumber(fields[6]) >= cpu
      and tonumber(fields[4]) - tonumber(fields[7]) >= memory and tonumber(fields[8]) < tonumber(fields[5]) then
      return id
    end
  end
  return ''
end)
