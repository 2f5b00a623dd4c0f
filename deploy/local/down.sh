# down [--purge]: stops everything of this stack and nothing else. With --purge it also forgets every job.
# shellcheck shell=bash

command_down() {
  local purge=''
  case ${1-} in
    '') ;;
    --purge) purge=yes ;;
    *) fail "down knows no '$1'." "Usage: ./dwr down [--purge]" ;;
  esac
  load_ports
  [[ -d $DWR_STATE ]] || { say down "there is no stack in this checkout" && return; }
  stack_lock
  on_interrupt "Some parts may still run: ./dwr status shows them, ./dwr down goes on."
  stop_executors
  stop_containers "$purge"
  part_stop scheduler 20 && say scheduler "stopped"
  part_stop temporal 20 && say temporal "stopped"
  part_stop redis 20 && say redis "stopped"
  own_engine_stop stack && say engine "our own Docker Engine stopped"
  if [[ $purge ]]; then
    as_root_if_needed rm -rf "$DWR_DATA" "$DWR_STATE/app" "$DWR_STATE/engine" "$DWR_STATE/executors" "$DWR_STATE/ports"
    say down "everything is stopped, all jobs and their logs are forgotten"
    return
  fi
  say down "everything is stopped; waiting and running jobs go on at the next ./dwr up (--purge forgets them)"
}

# The data of an engine of our own belongs to root.
as_root_if_needed() { "$@" 2>/dev/null || { can_be_root && as_root "$@"; }; }

# All at once, since each takes a moment to hand over; their guards too, of executors that died as well
stop_executors() {
  local file number pids=()
  for file in "$DWR_RUN"/executor-*.pid; do
    [[ -e $file ]] || continue
    number=${file##*/executor-} number=${number%.pid}
    (stop_executor "$number" && say "executor-$number" "stopped") &
    pids+=($!)
  done
  ((${#pids[@]} == 0)) || wait "${pids[@]}"
  for file in "$DWR_DATA"/executor-*; do
    [[ -d $file ]] && stop_guard "${file##*/executor-}"
  done
}

# stop_containers PURGE
stop_containers() {
  local file=$DWR_STATE/engine
  [[ -s $file ]] || return 0
  ENGINE_HOST=$(<"$file")
  if ! engine_answers "$ENGINE_HOST"; then
    engine_place stack
    [[ $ENGINE_HOST == "unix://$ENGINE_SOCKET" ]] && return
    say engine "the Docker Engine at $ENGINE_HOST does not answer: containers of this stack may still run there (label dwr.cluster=$(cluster_id))"
    return
  fi
  remove_our_containers
  ((REPLY == 0)) || say containers "$REPLY removed"
  [[ -n $1 ]] && remove_stand_in && say image "the stand-in alpine:latest removed"
  return 0
}
