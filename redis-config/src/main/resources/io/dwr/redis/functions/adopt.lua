-- Writes down again what an attempt was given, as its workflow knows it. It takes exactly that and searches nothing; its
-- container may run already. What the ledger knows better stays.
-- KEYS    none of its own; see the key schema
-- ARGV    1 job, 2 attempt, 3 executor, 4 ip, 5 cpu, 6 memory in MiB, 7 GPU uuids (JSON list)
-- returns 1 when the attempt holds a reservation there now, else 0
export('adopt', function(_, args)
  return { places.adopt(args[1], tonumber(args[2]), {
    executor = args[3],
    ip = args[4],
    cpu = tonumber(args[5]),
    memory = tonumber(args[6]),
    gpus = cjson.decode(args[7]),
  }, now()) and 1 or 0 }
end, 'allow-oom')
