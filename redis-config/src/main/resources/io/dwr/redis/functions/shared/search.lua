-- The search for an executor: rows of the classes that suit a shape, block by block, the best row first. Which row is
-- better is one number, smaller first: the executor's number for `pack`; for `spread` the free share, largest first, and
-- then the number. The executor that a row points to is judged by its hash before it is chosen.

local search = {}

local SHARE_STEP = 4294967296
local NUMBER, CPU, MEMORY, JOBS, SHARE, FIXED = roster.NUMBER, roster.CPU, roster.MEMORY, roster.JOBS, roster.SHARE,
  roster.FIXED

local function cost(number, share, spread)
  return spread and (1000 - share) * SHARE_STEP + number or number
end

-- memory: the column to ask for memory: of rows their own, of maxima the one that says most.
local function wants(class, shape, memory)
  local list = { { { memory }, shape.memory }, { { CPU }, shape.cpu }, { { JOBS }, 1 } }
  if shape.gpu_count > 0 then
    local _, of_memory = classes.kinds_for(class, shape)
    for i, kind in ipairs(of_memory) do
      of_memory[i] = FIXED + kind
    end
    list[4] = { of_memory, shape.gpu_count }
  end
  return list
end

-- Looks into one block. best: {cost, number}, made better in place.
local function look(read, wanted, passed_over, spread, best)
  local reaching = packed.reaching(read, packed.BLOCK, wanted)
  if #reaching == 0 then
    return
  end
  local numbers, shares = read(NUMBER), spread and read(SHARE)
  for _, at in ipairs(reaching) do
    local number = numbers[at]
    local its_cost = cost(number, shares and shares[at], spread)
    if its_cost < best.cost and not passed_over[number] then
      best.cost, best.number = its_cost, number
    end
  end
end

-- Adds the class's blocks in which a row may be that fits, each with the cost that none of its rows is below.
local function add_candidates(list, class, kind_of_rows, shape, spread)
  local width, blocks = FIXED + #class.kinds, math.ceil(classes.rows(class.n) / packed.BLOCK)
  local wanted = wants(class, shape, packed.memory_bound(width, shape.cpu))
  local maxima = keys[kind_of_rows .. '_maxima'] .. class.n
  for part = 0, math.floor((blocks - 1) / packed.BLOCK) do
    local count = math.min(blocks - part * packed.BLOCK, packed.BLOCK)
    local read = packed.of_key(maxima, packed.maxima_width(width), part, count)
    local reaching = packed.reaching(read, count, wanted)
    if #reaching > 0 then
      local numbers, shares = read(NUMBER), spread and read(SHARE)
      for _, at in ipairs(reaching) do
        list[#list + 1] = { class = class, block = part * packed.BLOCK + at - 1,
          bound = cost(numbers[at], shares and shares[at], spread) }
      end
    end
  end
end

-- Puts the candidate with the least bound first: most of the others need not be looked at after it.
local function least_first(list)
  local least = 1
  for i = 2, #list do
    if list[i].bound < list[least].bound then
      least = i
    end
  end
  list[1], list[least] = list[least], list[1]
end

-- The number of the best row of all classes; nil when none fits.
local function best_row(suitable, kind_of_rows, shape, passed_over, spread)
  local list, best = {}, { cost = math.huge }
  for _, class in ipairs(suitable) do
    add_candidates(list, class, kind_of_rows, shape, spread)
  end
  least_first(list)
  for _, candidate in ipairs(list) do
    if candidate.bound < best.cost then
      local class = candidate.class
      local block = packed.block(keys[kind_of_rows] .. class.n, FIXED + #class.kinds, candidate.block)
      look(packed.of_text(block), wants(class, shape, MEMORY), passed_over, spread, best)
    end
  end
  return best.number
end

local function suitable_classes(shape, asked)
  local list = {}
  for _, class in ipairs(classes.all()) do
    if classes.suits(class, shape, asked) then
      list[#list + 1] = class
    end
  end
  return list
end

-- Numbers of executors that are out of the question although their class suits.
local function passed_over(shape, asked, avoiding)
  local numbers = roster.numbers_of(names_of(shape.excluded_executors))
  for _, text in ipairs(asked.unwanted) do
    if not labels.is_common(text) then
      for number in pairs(labels.numbers(text)) do
        numbers[number] = true
      end
    end
  end
  if avoiding then
    for id, process in pairs(shape.avoided) do
      local executor = executors.load(id)
      if executor and executor.process == process then
        numbers[executor.number] = true
      end
    end
  end
  return numbers
end

-- What a search holds against an executor: the least is chosen.
function search.cost_of(executor, spread)
  return cost(executor.number, spread and roster.share(executor), spread)
end

-- Of the executors with a label that few have: judged one by one.
local function best_labelled(text, shape, avoiding, whole, spread, barring)
  local chosen, given, least = nil, nil, math.huge
  for _, id in ipairs(redis.call('ZRANGE', keys.labelled .. text, 0, -1)) do
    local executor = executors.load(id)
    local cause, gpus = executors.judge(executor, shape, avoiding and shapes.avoids(shape, executor))
    local fits = not cause and (whole or roster.shows_room(executor)) or (whole and executors.is_short(cause))
    local its_cost = search.cost_of(executor, spread)
    if fits and its_cost < least and not barring[executor.number] then
      chosen, given, least = executor, gpus, its_cost
    end
  end
  return chosen, given
end

-- The best executor with room (whole: that could ever hold the shape), with the GPUs to give; nil when there is none.
-- avoiding: whether those that the shape avoids are out of the question; barring: numbers of others that are.
local function find(shape, whole, avoiding, spread, barring)
  local asked = shapes.labels(shape)
  if asked.rare[1] then
    return best_labelled(asked.rare[1], shape, avoiding, whole, spread, barring or {})
  end
  local over = passed_over(shape, asked, avoiding)
  for number in pairs(barring or {}) do
    over[number] = true
  end
  local suitable = suitable_classes(shape, asked)
  while true do
    local number = best_row(suitable, whole and 'whole' or 'room', shape, over, spread)
    if not number then
      return nil
    end
    local executor = executors.load(roster.id_of(number))
    local cause, gpus = executors.judge(executor, shape)
    if not cause or (whole and executors.is_short(cause)) then
      return executor, gpus
    end
    -- The row says more than the hash: the hash is the truth.
    if not whole then
      roster.show_room(executor)
    end
    over[number] = true
  end
end

-- The first executor in order that the shape does not avoid and that could hold it, now or later.
function search.able(shape, barring)
  return (find(shape, true, true, false, barring))
end

-- Whether there is one.
function search.possible(shape)
  return search.able(shape) ~= nil
end

-- First executor in order that is ready, eligible and has room, with the GPUs to give; nil when none is. Avoided ones
-- count only when no other could ever hold the shape. barring: numbers of executors that are out of the question.
function search.first_fit(shape, spread, barring)
  local executor, gpus = find(shape, false, true, spread, barring)
  if executor or not next(shape.avoided) or search.possible(shape) then
    return executor, gpus
  end
  return find(shape, false, false, spread, barring)
end
