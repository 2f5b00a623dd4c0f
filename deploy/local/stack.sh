# The parts of the local stack: what each is started with and how it shows that it is ready. `up`, `down` and `status` go
# over these.
# shellcheck shell=bash

EXECUTORS_MOST=32

# stack_lock: one up, down or test of this checkout at a time. Descriptor 9 is closed in every part that is started.
stack_lock() {
  make_folders
  exec 9>"$DWR_STATE/lock"
  flock -n 9 && return
  say "" "waiting for another ./dwr in this checkout"
  flock -w 600 9 || fail "Another ./dwr of this checkout has been at work for 10 minutes." "Let it end, or end it, and try again."
}

# take_port PART VARIABLE: the part has that port already, or nobody has
take_port() {
  local port=${!2} owner
  port_open "$port" || return 0
  part_running "$1" && [[ " $(<"$DWR_RUN/$1.spec") " == *[\ =:]"$port "* ]] && return
  owner=$(port_owner "$port")
  fail "Port $port on 127.0.0.1, which $1 needs, is taken${owner:+ by $owner}." \
    "Stop that, or choose another port:  $2=PORT ./dwr up   (later commands remember it)"
}

# Redis: every accepted write is on disk within a second, and none is evicted.
redis_command() {
  COMMAND=("$REDIS_SERVER" --port "$DWR_REDIS_PORT" --bind 127.0.0.1 --protected-mode yes --daemonize no
    --dir "$DWR_DATA/redis" --appendonly yes --appendfsync everysec --save "" --maxmemory-policy noeviction)
}

redis_answers() {
  local line
  { exec 4<>"/dev/tcp/127.0.0.1/$DWR_REDIS_PORT"; } 2>/dev/null || return 1
  printf 'PING\r\n' >&4
  read -r -t 2 line <&4
  exec 4>&-
  [[ $line == +PONG* ]]
}

# Temporal: the development server with a database file. The values raise its polling of its own queues, which is 20 a
# second by default and costs each job 100 ms, and let the server push cancellations to workers.
temporal_command() {
  local value
  COMMAND=("$TEMPORAL" server start-dev --ip 127.0.0.1 --port "$DWR_TEMPORAL_PORT" --ui-port "$DWR_TEMPORAL_UI_PORT"
    --db-filename "$DWR_DATA/temporal/temporal.db" --log-level warn
    --sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=NORMAL)
  for value in history.transferProcessorMaxPollRPS=1000 history.timerProcessorMaxPollRPS=1000 \
    history.visibilityProcessorMaxPollRPS=1000 matching.numTaskqueueReadPartitions=1 \
    matching.numTaskqueueWritePartitions=1 frontend.workerCommandsEnabled=true \
    system.enableCancelActivityWorkerCommand=true frontend.enableCancelWorkerPollsOnShutdown=true \
    frontend.namespaceRPS=6000 frontend.rps=6000 history.rps=8000 matching.rps=6000; do
    COMMAND+=(--dynamic-config-value "$value")
  done
}

temporal_answers() {
  port_open "$DWR_TEMPORAL_PORT" &&
    [[ $("$TEMPORAL" operator cluster health --address "127.0.0.1:$DWR_TEMPORAL_PORT" --command-timeout 5s 2>/dev/null) == *SERVING* ]]
}

# Ended workflows are kept a day longer than their jobs' records.
temporal_retention() {
  "$TEMPORAL" operator namespace update --address "127.0.0.1:$DWR_TEMPORAL_PORT" --command-timeout 10s \
    --namespace default --retention "$((${JOB_RETENTION_DAYS:-7} * 24 + 24))h" >>"$DWR_LOG/temporal.log" 2>&1
}

# java_command MODULE HEAP FLAGS...
java_command() {
  local module=$1 heap=$2
  COMMAND+=("$JDK/bin/java" "-Xmx$heap" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k --enable-native-access=ALL-UNNAMED
    -XX:+ExitOnOutOfMemoryError "-XX:ErrorFile=$DWR_LOG/$module-crash-%p.log" -jar "$APP/$module/$module.jar")
}

# Settings that the caller's environment may give to the services, as part of what they are started with
passed_on() {
  local name
  for name in $(compgen -e); do
    case $name in
      EXECUTOR_ID | EXECUTOR_STATE_DIR | EXECUTOR_CLUSTER) ;;
      EXECUTOR_* | SCHEDULER_* | LOST_AFTER | HEARTBEAT_INTERVAL | USAGE_INTERVAL | GPU_IDLE_AFTER | GPU_FOREIGN_MEMORY_GB | \
        IMAGE_* | DOCKER_CONFIG | *_RUN_TIMEOUT | JOB_* | PLACEMENT_ORDER | QUEUE_QUOTAS | SET_ASIDE_AFTER | \
        AGE_HOLD_AFTER | RECONCILIATION_*)
        COMMAND+=("$name=${!name}")
        ;;
    esac
  done
}

connections() {
  COMMAND+=(REDIS_HOST=127.0.0.1 "REDIS_PORT=$DWR_REDIS_PORT" REDIS_PASSWORD= REDIS_DB=0
    "TEMPORAL_ADDRESS=127.0.0.1:$DWR_TEMPORAL_PORT" TEMPORAL_NAMESPACE=default)
}

scheduler_command() {
  COMMAND=(env)
  passed_on
  connections
  COMMAND+=(SCHEDULER_API_HOST=127.0.0.1 "SCHEDULER_API_PORT=$DWR_API_PORT" "TEMPORAL_UI_URL=http://127.0.0.1:$DWR_TEMPORAL_UI_PORT")
  java_command scheduler-api 160m
}

scheduler_answers() {
  [[ $(curl -s --max-time 3 "http://127.0.0.1:$DWR_API_PORT/health" 2>/dev/null) == *'"healthy"'* ]]
}

# executor_command NUMBER OF
executor_command() {
  # Two arenas of the C library's allocator do for these few threads, and take 10-20 MB less than one for each.
  COMMAND=(env MALLOC_ARENA_MAX=2)
  passed_on
  connections
  COMMAND+=("EXECUTOR_ID=executor-$1" "EXECUTOR_STATE_DIR=$DWR_DATA/executor-$1" "EXECUTOR_CLUSTER=$(cluster_id)"
    "DOCKER_HOST=$ENGINE_HOST")
  (($2 == 1)) || share_of_machine "$1" "$2"
  java_command executor-worker 96m
}

# share_of_machine NUMBER OF: an equal part of what the engine has, nine tenths of its memory; GPUs dealt out in turn
share_of_machine() {
  local cores memory gpus mine=() index
  cores=$(engine_fact NCPU) memory=$(engine_fact MemTotal)
  [[ -n ${EXECUTOR_CPU_CORES-} ]] || COMMAND+=("EXECUTOR_CPU_CORES=$(thousandths $((cores * 1000 / $2)))")
  [[ -n ${EXECUTOR_MEMORY_GB-} ]] || COMMAND+=("EXECUTOR_MEMORY_GB=$(thousandths $((memory * 900 / 1073741824 / $2)))")
  if [[ -n ${EXECUTOR_GPUS-} ]]; then
    IFS=, read -ra gpus <<<"$EXECUTOR_GPUS"
  else
    mapfile -t gpus < <(nvidia-smi -L 2>/dev/null | device_ids)
  fi
  ((${#gpus[@]} > 0)) || return 0
  for ((index = $1 - 1; index < ${#gpus[@]}; index += $2)); do mine+=("${gpus[index]// /}"); done
  # Empty would mean all of them.
  ((${#mine[@]} > 0)) || mine=(none)
  COMMAND+=("EXECUTOR_GPUS=$(IFS=, && echo "${mine[*]}")")
}

# device_ids: of what nvidia-smi -L lists; of a GPU with MIG slices, the slices
device_ids() {
  awk 'match($0, /UUID: [^)]+/) {
      id = substr($0, RSTART + 6, RLENGTH - 6)
      if (/^GPU/) { if (whole != "") print whole; whole = id } else { whole = ""; print id }
    }
    END { if (whole != "") print whole }'
}

thousandths() { printf '%d.%03d\n' $(($1 / 1000)) $(($1 % 1000)); }

executors_json() { curl -s --max-time 5 "http://127.0.0.1:$DWR_API_PORT/executors" 2>/dev/null; }

# executor_ready NUMBER: it has begun its work (its file for the guard names this very process), and the scheduler shows it
executor_ready() {
  local facts
  part_pid "executor-$1" || return 1
  { IFS=$'\t' read -ra facts; } 2>/dev/null <"$DWR_DATA/executor-$1/contact" || return 1
  [[ ${facts[4]-} == "$REPLY" && $(executors_json) == *"\"executor-$1\""* ]]
}

# running_executors: REPLY = the numbers of those that run
running_executors() {
  local file number found=()
  for file in "$DWR_RUN"/executor-*.pid; do
    [[ -e $file ]] || continue
    number=${file##*/executor-} number=${number%.pid}
    part_running "executor-$number" && found+=("$number")
  done
  REPLY=${found[*]-}
}

# guard_pid NUMBER: REPLY = the process that watches over an executor, started by it, outliving it
guard_pid() {
  local file=$DWR_DATA/executor-$1/guard.pid pid line
  { read -r pid _ || [[ -n ${pid-} ]]; } 2>/dev/null <"$file" || return 1
  [[ $pid =~ ^[0-9]+$ ]] && process_start "$pid" || return 1
  { line=$(tr '\0' ' ' <"/proc/$pid/cmdline"); } 2>/dev/null
  [[ $line == *" $DWR_DATA/executor-$1 "* ]] || return 1
  REPLY=$pid
}

guard_gone() { ! guard_pid "$1"; }

stop_guard() {
  guard_pid "$1" || return 1
  kill -TERM "$REPLY" 2>/dev/null
  wait_until 3 guard_gone "$1" && return
  guard_pid "$1" && kill -KILL "$REPLY" 2>/dev/null
}

# stop_executor NUMBER
stop_executor() {
  part_stop "executor-$1" 20
  local was=$?
  stop_guard "$1"
  return $was
}
