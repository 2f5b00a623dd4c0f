-- Adds the closing line of an attempt, also when Redis is out of memory: a marker then tells how many lines it refused.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 sequence of the line within the attempt, 4 the writer's position, 5 stored line
-- returns how many lines were added
export('close_log', function(_, args)
  return logs.append(args)
end, 'allow-oom')
