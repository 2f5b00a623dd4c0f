-- What every function uses: limits, time, text and JSON.
-- The table `keys` (every key and key prefix) and `export` come before this file, from the key schema in Java.

local PASS_LIMIT = 500
local TOMBSTONE_MILLIS = 3600 * 1000
local PRUNE_LIMIT = 1000

local FINAL = { succeeded = true, failed = true, aborted = true }

-- Milliseconds since 1970, by Redis' own clock.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- The hash as a table; nil when there is none.
local function hash(key)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then
    return nil
  end
  local fields = {}
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  return fields
end

-- A JSON array, also of nothing.
local function json_list(list)
  if #list == 0 then
    return '[]'
  end
  return cjson.encode(list)
end

-- The words of a list as the keys of a table.
local function set_of(list)
  local set = {}
  for _, word in ipairs(list) do
    set[word] = true
  end
  return set
end

-- The keys of a table as a list.
local function names_of(set)
  local list = {}
  for name in pairs(set) do
    list[#list + 1] = name
  end
  return list
end
