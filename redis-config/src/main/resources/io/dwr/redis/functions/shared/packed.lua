-- Packed tables: rows of whole numbers of 32 bits, as text. 64 rows are a block, in which the numbers of a column stand
-- side by side, so that one command reads a block and one unpacking a column. Beside the rows stand their maxima in the
-- same form: one row for each block. Column 1 is a name for the row (0 = nobody's), and its bound is the smallest name.

local packed = {}

local BLOCK = 64
local CELL = 4
local CELL_FORMAT = '>I4'
-- Of 64 cells; made at the first use, since a library is loaded without the module string.
local column_format = nil

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

-- The 64 numbers of a column.
function packed.column(block, column)
  column_format = column_format or '>' .. string.rep('I4', BLOCK)
  return { struct.unpack(column_format, block, (column - 1) * BLOCK * CELL + 1) }
end

-- One number; at = the row's place in its block, counted from 0.
function packed.cell(block, column, at)
  return (struct.unpack(CELL_FORMAT, block, ((column - 1) * BLOCK + at) * CELL + 1))
end

local function sum(block, columns)
  local values = packed.column(block, columns[1])
  for i = 2, #columns do
    local more = packed.column(block, columns[i])
    for at = 1, BLOCK do
      values[at] = values[at] + more[at]
    end
  end
  return values
end

-- Places (1 to 64) of the rows that reach every least number. wants: list of {columns, least}; the sum of the columns
-- counts. Of maxima: the blocks in which such a row may be.
function packed.reaching(block, wants)
  local found = nil
  for _, want in ipairs(wants) do
    local values, least, kept, count = sum(block, want[1]), want[2], {}, 0
    for i = 1, found and #found or BLOCK do
      local at = found and found[i] or i
      if values[at] >= least then
        count = count + 1
        kept[count] = at
      end
    end
    if count == 0 then
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

-- Writes a row, counted from 0, as far as it changes, and the maxima of its block.
function packed.write(rows, maxima, row, values)
  local width, b, at = #values, math.floor(row / BLOCK), row % BLOCK
  local block, bounds, bounds_at = packed.block(rows, width, b), nil, b % BLOCK
  for column = 1, width do
    local before, value = packed.cell(block, column, at), math.min(values[column], packed.MOST)
    if before ~= value then
      put(rows, width, row, column, value)
      bounds = bounds or packed.block(maxima, width, math.floor(b / BLOCK))
      local present = packed.cell(bounds, column, bounds_at)
      local after = bound(block, column, at, before, value, present)
      if after ~= present then
        put(maxima, width, b, column, after)
      end
    end
  end
end
