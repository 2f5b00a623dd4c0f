# status: each part, its process, port, memory and health. Ends with 0 when everything is up and healthy.
# shellcheck shell=bash

command_status() {
  local wrong=0 executors file
  load_ports
  find_temporal || TEMPORAL=false
  printf '%-12s %-9s %-8s %-7s %-8s %s\n' PART STATE PID PORT MEMORY NOTE
  status_engine
  status_part redis "$DWR_REDIS_PORT" "" redis_answers
  status_part temporal "$DWR_TEMPORAL_PORT" "Web UI http://127.0.0.1:$DWR_TEMPORAL_UI_PORT" temporal_answers
  status_part scheduler "$DWR_API_PORT" "http://127.0.0.1:$DWR_API_PORT" scheduler_answers
  executors=0
  for file in "$DWR_DATA"/executor-*; do
    [[ -d $file ]] || continue
    status_executor "${file##*/executor-}"
  done
  printf '%s\n' "executors: $executors registered and running; cluster label: dwr.cluster=$(cluster_id 2>/dev/null)"
  return $((wrong > 0))
}

# status_row PART STATE PID PORT NOTE
status_row() {
  local memory=-
  [[ $3 == - ]] || { process_rss "$3" && memory="$REPLY MB"; }
  printf '%-12s %-9s %-8s %-7s %-8s %s\n' "$1" "$2" "$3" "$4" "$memory" "$5"
  [[ $2 == healthy ]] || wrong=$((wrong + 1))
}

# status_part NAME PORT NOTE CHECK...
status_part() {
  local name=$1 port=$2 note=$3 owner
  shift 3
  if ! part_pid "$name"; then
    port_open "$port" && owner=$(port_owner "$port") && note="port $port is used by ${owner:-something else}"
    status_row "$name" stopped - "$port" "$note"
    return
  fi
  local pid=$REPLY
  if "$@"; then
    status_row "$name" healthy "$pid" "$port" "$note"
  else
    status_row "$name" unwell "$pid" "$port" "does not answer; see .dwr/log/$name.log"
  fi
}

# An executor of an earlier, larger stack is not missed.
status_executor() {
  local number=$1 note wanted
  wanted=$(cat "$DWR_STATE/executors" 2>/dev/null || echo 1)
  if ! part_pid "executor-$number"; then
    ((number > wanted)) || status_row "executor-$number" stopped - - ""
    return
  fi
  local pid=$REPLY
  note="no guard beside it"
  guard_pid "$number" && process_rss "$REPLY" && note="guard beside it ($REPLY MB)"
  if executor_ready "$number"; then
    status_row "executor-$number" healthy "$pid" - "$note"
    executors=$((executors + 1))
  else
    status_row "executor-$number" unwell "$pid" - "the scheduler does not show it; see .dwr/log/executor-$number.log"
  fi
}

status_engine() {
  local pid=- note
  ENGINE_HOST=$(cat "$DWR_STATE/engine" 2>/dev/null)
  if [[ -z $ENGINE_HOST ]]; then
    status_row engine stopped - - "not chosen yet: ./dwr up"
    return
  fi
  engine_place stack
  note=$ENGINE_HOST
  [[ $ENGINE_HOST == "unix://$ENGINE_SOCKET" ]] && note="our own, $ENGINE_HOST" && own_engine_pid && pid=$REPLY
  if engine_answers "$ENGINE_HOST"; then
    status_row engine healthy "$pid" - "Docker Engine $(engine_fact Version), $note, $(our_containers | wc -l) containers of ours"
  else
    status_row engine stopped - - "$note does not answer"
  fi
}
