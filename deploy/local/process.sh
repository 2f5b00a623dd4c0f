# The long-running parts as processes: started apart from the terminal, found again by pid and start time (so that a pid
# given to somebody else is never taken for ours), stopped with a grace. A part NAME has $DWR_RUN/NAME.pid (pid, start
# time, boot), $DWR_RUN/NAME.spec (what it was started with) and $DWR_LOG/NAME.log.
# shellcheck shell=bash

# process_start PID: REPLY = start time in clock ticks since boot; false for none and for a zombie.
process_start() {
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != Z ]] || return 1
  REPLY=${fields[19]}
}

boot_id() { read -r REPLY </proc/sys/kernel/random/boot_id; }

# part_pid NAME: REPLY = pid of the running part
part_pid() {
  local pid start boot
  [[ -r $DWR_RUN/$1.pid ]] || return 1
  read -r pid start boot <"$DWR_RUN/$1.pid" || return 1
  boot_id && [[ $boot == "$REPLY" ]] || return 1
  process_start "$pid" && [[ $start == "$REPLY" ]] || return 1
  REPLY=$pid
}

part_running() { part_pid "$1"; }

# remember_pid FILE PID
remember_pid() {
  local start
  process_start "$2" || return 1
  start=$REPLY
  boot_id
  echo "$2 $start $REPLY" >"$1"
}

# part_start NAME COMMAND...: a session of its own, so that Ctrl-C at the terminal does not reach it.
part_start() {
  local name=$1 log=$DWR_LOG/$1.log
  shift
  [[ -f $log && $(stat -c %s "$log") -gt 10000000 ]] && mv "$log" "$log.1"
  printf '\n=== %(%F %T)T %s\n' -1 "$*" >>"$log"
  (cd "$DWR_STATE" && exec setsid "$@" >>"$log" 2>&1 </dev/null 9>&-) &
  remember_pid "$DWR_RUN/$name.pid" $! || true
  echo "$*" >"$DWR_RUN/$name.spec"
}

# part_is_as NAME COMMAND...: it runs, and was started with exactly this
part_is_as() {
  part_running "$1" && [[ -r $DWR_RUN/$1.spec && $(<"$DWR_RUN/$1.spec") == "${*:2}" ]]
}

part_gone() { ! part_running "$1"; }

# part_stop NAME GRACE-SECONDS: SIGTERM, then SIGKILL; false when it was not running
part_stop() {
  local name=$1 grace=${2:-15}
  if ! part_pid "$name"; then
    rm -f "$DWR_RUN/$name.pid" "$DWR_RUN/$name.spec"
    return 1
  fi
  kill -TERM "$REPLY" 2>/dev/null
  if ! wait_until "$grace" part_gone "$name" && part_pid "$name"; then
    say "$name" "did not stop within $grace s: killed"
    kill -KILL "$REPLY" 2>/dev/null
    wait_until 5 part_gone "$name"
  fi
  rm -f "$DWR_RUN/$name.pid" "$DWR_RUN/$name.spec"
}

# part_ready NAME SECONDS CHECK...: waits for the check; a part that ends meanwhile is not waited for.
part_ready() {
  local name=$1 limit=$2 deadline=$((SECONDS + $2))
  shift 2
  until "$@"; do
    if part_gone "$name"; then
      log_tail "$DWR_LOG/$name.log"
      fail "$name ended right after its start." \
        "Nothing that was accepted is lost. Mend what the log says, then run ./dwr up again (./dwr doctor checks the machine)."
    fi
    if ((SECONDS >= deadline)); then
      log_tail "$DWR_LOG/$name.log"
      fail "$name was started but did not answer within $limit s." \
        "It still runs. Look at the log above and at ./dwr status; ./dwr down stops everything."
    fi
    sleep 0.2
  done
}

# process_rss PID: REPLY = resident memory in MB
process_rss() {
  local key value
  REPLY=0
  while read -r key value _; do
    [[ $key == VmRSS: ]] && REPLY=$(((value + 512) / 1024)) && return
  done 2>/dev/null <"/proc/$1/status"
}
