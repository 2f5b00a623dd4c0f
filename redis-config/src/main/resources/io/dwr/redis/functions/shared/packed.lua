-- Packed tables: rows of whole numbers of 32 bits, as text. 64 rows are a block, in which the numbers of a column stand
-- side by side, so that one command reads a block and one unpacking a column. Beside the rows stand their maxima in the
-- same form: one row for each block. Column 1 is a name for the row (0 = nobody's), and its bound is the smallest name.
-- Columns 2 and 3 are CPU and memory. What is left of one is often where nothing is left of the other, so the maxima
-- have further columns: the most memory of a row with at least so much CPU, for each of LEVELS.

local packed = {}

local BLOCK = 64
local CELL = 4
local CELL_FORMAT = '>I4'
local CPU, MEMORY = 2, 3
local LEVELS = { 500, 1000, 2000, 4000, 8000, 16000, 32000, 64000 }
-- By the number of cells; made at the first use, since a library is loaded without the module string.
local column_formats = {}

packed.MOST = 4294967295

packed.BLOCK = BLOCK

-- The text of block b, counted from 0.
function packed.block(key, width, b)
  local size = width * BLOCK * CELL
  local text = redis.call('GETRANGE', key, b * size, b * size + size - 1)
  if #text < size then
    text = text .. string.rep('\0', size - #text)
  end
  return text
end

local function format_of(count)
  column_formats[count] = column_formats[count] or '>' .. string.rep('I4', count)
  return column_formats[count]
end

-- The 64 numbers of a column.
function packed.column(block, column)
  return { struct.unpack(format_of(BLOCK), block, (column - 1) * BLOCK * CELL + 1) }
end

-- One number; at = the row's place in its block, counted from 0.
function packed.cell(block, column, at)
  return (struct.unpack(CELL_FORMAT, block, ((column - 1) * BLOCK + at) * CELL + 1))
end

-- Reads columns of a block that is there as text.
function packed.of_text(block)
  return function(column)
    return packed.column(block, column)
  end
end

-- Reads the first cells of columns of block b of a key, each when it is asked for.
function packed.of_key(key, width, b, count)
  return function(column)
    local from = (b * width + column - 1) * BLOCK * CELL
    local text = redis.call('GETRANGE', key, from, from + count * CELL - 1)
    if #text < count * CELL then
      text = text .. string.rep('\0', count * CELL - #text)
    end
    return { struct.unpack(format_of(count), text) }
  end
end

local function sum(read, columns, count)
  local values = read(columns[1])
  for i = 2, #columns do
    local more = read(columns[i])
    for at = 1, count do
      values[at] = values[at] + more[at]
    end
  end
  return values
end

-- The column of the maxima that tells most about the memory of rows with that much CPU.
function packed.memory_bound(width, cpu)
  for level = #LEVELS, 1, -1 do
    if LEVELS[level] <= cpu then
      return width + level
    end
  end
  return MEMORY
end

function packed.maxima_width(width)
  return width + #LEVELS
end

-- Places (from 1) of the rows among the first `count` that reach every least number. wants: list of {columns, least};
-- the sum of the columns counts. Of maxima: the blocks in which such a row may be.
function packed.reaching(read, count, wants)
  local found = nil
  for _, want in ipairs(wants) do
    local values, least, kept, kept_count = sum(read, want[1], count), want[2], {}, 0
    for i = 1, found and #found or count do
      local at = found and found[i] or i
      if values[at] >= least then
        kept_count = kept_count + 1
        kept[kept_count] = at
      end
    end
    if kept_count == 0 then
      return kept
    end
    found = kept
  end
  return found
end

local function smallest_name(names)
  local smallest = 0
  for at = 1, BLOCK do
    if names[at] > 0 and (smallest == 0 or names[at] < smallest) then
      smallest = names[at]
    end
  end
  return smallest
end

-- The block's bound after one number of it changed.
local function bound(block, column, at, before, value, present)
  if column > 1 and value >= present then
    return value
  end
  if column > 1 and before < present then
    return present
  end
  local values = packed.column(block, column)
  values[at + 1] = value
  if column == 1 then
    return smallest_name(values)
  end
  local most = 0
  for i = 1, BLOCK do
    if values[i] > most then
      most = values[i]
    end
  end
  return most
end

local function put(key, width, row, column, value)
  local b, at = math.floor(row / BLOCK), row % BLOCK
  redis.call('SETRANGE', key, ((b * width + column - 1) * BLOCK + at) * CELL, struct.pack(CELL_FORMAT, value))
end

-- For each level, the most memory of the rows with that much CPU.
local function level_maxima(cpus, memories)
  local most = {}
  for level = 1, #LEVELS do
    most[level] = 0
  end
  for at = 1, BLOCK do
    local cpu, memory, level = cpus[at], memories[at], 1
    while cpu >= (LEVELS[level] or math.huge) do
      if memory > most[level] then
        most[level] = memory
      end
      level = level + 1
    end
  end
  return most
end

-- Puts the levels' maxima of a block right after a row of it changed from `before` to `values`.
local function write_levels(maxima, width, b, bounds, block, at, before, values)
  local outgrown = false
  for level, cpu in ipairs(LEVELS) do
    local present = packed.cell(bounds, width + level, b % BLOCK)
    local had, has = before[CPU] >= cpu and before[MEMORY] or 0, values[CPU] >= cpu and values[MEMORY] or 0
    if has > present then
      put(maxima, packed.maxima_width(width), b, width + level, has)
    end
    outgrown = outgrown or (had == present and has < had)
  end
  if not outgrown then
    return
  end
  local cpus, memories = packed.column(block, CPU), packed.column(block, MEMORY)
  cpus[at + 1], memories[at + 1] = values[CPU], values[MEMORY]
  for level, most in ipairs(level_maxima(cpus, memories)) do
    if packed.cell(bounds, width + level, b % BLOCK) > most then
      put(maxima, packed.maxima_width(width), b, width + level, most)
    end
  end
end

-- Writes a row, counted from 0, as far as it changes, and the maxima of its block.
function packed.write(rows, maxima, row, values)
  local width, b, at = #values, math.floor(row / BLOCK), row % BLOCK
  local block, before, changed = packed.block(rows, width, b), {}, {}
  for column = 1, width do
    values[column] = math.min(values[column], packed.MOST)
    before[column] = packed.cell(block, column, at)
    if before[column] ~= values[column] then
      put(rows, width, row, column, values[column])
      changed[#changed + 1] = column
    end
  end
  if #changed == 0 then
    return
  end
  local bounds = packed.block(maxima, packed.maxima_width(width), math.floor(b / BLOCK))
  for _, column in ipairs(changed) do
    local present = packed.cell(bounds, column, b % BLOCK)
    local after = bound(block, column, at, before[column], values[column], present)
    if after ~= present then
      put(maxima, packed.maxima_width(width), b, column, after)
    end
  end
  write_levels(maxima, width, b, bounds, block, at, before, values)
end
