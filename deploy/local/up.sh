# up [--executors N]: starts what does not run yet, restarts what would now be started differently.
# shellcheck shell=bash

command_up() {
  local executors=''
  while (($# > 0)); do
    case $1 in
      --executors) executors=${2-} && shift ;;
      --executors=*) executors=${1#*=} ;;
      *) fail "up knows no '$1'." "Usage: ./dwr up [--executors N]" ;;
    esac
    shift
  done
  stack_up "$executors"
  say ""
  say "API" "http://127.0.0.1:$DWR_API_PORT   (try: ./dwr run alpine:latest echo hello)"
  say "Temporal" "http://127.0.0.1:$DWR_TEMPORAL_UI_PORT"
  say "" "./dwr status | ./dwr ps | ./dwr down"
}

# stack_up [EXECUTORS]
stack_up() {
  local executors=$1 begun=$EPOCHREALTIME
  load_ports
  check_ports
  stack_lock
  if [[ -z $executors ]]; then
    running_executors
    executors=$(wc -w <<<"$REPLY")
    ((executors > 0)) || executors=$(cat "$DWR_STATE/executors" 2>/dev/null || echo 1)
  fi
  if [[ ! $executors =~ ^[0-9]{1,3}$ ]] || ((10#$executors < 1 || 10#$executors > EXECUTORS_MOST)); then
    fail "--executors is '$executors'." "Give a number from 1 to $EXECUTORS_MOST."
  fi
  executors=$((10#$executors))
  on_interrupt "What was started goes on: ./dwr up continues, ./dwr status shows it, ./dwr down stops it."
  take_ports
  setup_machine stack
  build_if_needed
  publish_app
  setup_engine
  [[ $ENGINE_KIND == own ]] || say engine "Docker Engine $(engine_fact Version) at $ENGINE_HOST"
  echo "$ENGINE_HOST" >"$DWR_STATE/engine"
  echo "$executors" >"$DWR_STATE/executors"
  start_stores
  start_services "$executors"
  forget_old_apps
  trap - INT TERM
  exec 9>&-
  say up "the stack is up ($(elapsed "$begun"))"
}

# Before anything else is done: a port that somebody else has
take_ports() {
  take_port redis DWR_REDIS_PORT
  take_port temporal DWR_TEMPORAL_PORT
  take_port temporal DWR_TEMPORAL_UI_PORT
  take_port scheduler DWR_API_PORT
}

# start_part NAME: COMMAND, unless it runs with just that. STARTED = the ones that were started.
start_part() {
  local name=$1
  part_is_as "$name" "${COMMAND[@]}" && return
  if part_running "$name"; then
    say "$name" "restarting with new settings"
    part_stop "$name" 20
    [[ $name != executor-* ]] || stop_guard "${name#executor-}"
  fi
  part_start "$name" "${COMMAND[@]}"
  STARTED+=" $name "
}

said_ready() {
  if [[ $STARTED == *" $1 "* ]]; then
    say "$1" "${*:2}"
  else
    say "$1" "${*:2} (ran already)"
  fi
}

start_stores() {
  STARTED=''
  mkdir -p "$DWR_DATA/redis" "$DWR_DATA/temporal"
  redis_command
  start_part redis
  temporal_command
  start_part temporal
  part_ready redis 60 redis_answers
  said_ready redis "Redis $REDIS_VERSION on 127.0.0.1:$DWR_REDIS_PORT"
  part_ready temporal 60 temporal_answers
  wait_until 20 temporal_retention ||
    say temporal "its retention could not be set: ended workflows are forgotten after 24 h (see .dwr/log/temporal.log)"
  said_ready temporal "Temporal $TEMPORAL_FOUND on 127.0.0.1:$DWR_TEMPORAL_PORT, Web UI http://127.0.0.1:$DWR_TEMPORAL_UI_PORT"
}

start_services() {
  local executors=$1 number
  STARTED=''
  scheduler_command
  start_part scheduler
  stop_surplus "$executors"
  for ((number = 1; number <= executors; number++)); do
    mkdir -p "$DWR_DATA/executor-$number"
    executor_command "$number" "$executors"
    start_part "executor-$number"
  done
  part_ready scheduler 90 scheduler_answers
  save_ports
  said_ready scheduler "REST API on http://127.0.0.1:$DWR_API_PORT"
  for ((number = 1; number <= executors; number++)); do
    part_ready "executor-$number" 90 executor_ready "$number"
    said_ready "executor-$number" "registered"
  done
}

# Executors beyond the wanted number: their containers go with them, and the jobs go on elsewhere.
stop_surplus() {
  local number
  running_executors
  for number in $REPLY; do
    ((number > $1)) || continue
    stop_executor "$number"
    remove_our_containers "dwr.executor=executor-$number"
    say "executor-$number" "stopped; $REPLY of its containers removed, their jobs go on elsewhere"
  done
}
