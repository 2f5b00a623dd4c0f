# What every part of the launcher stands on: places, ports, words to the person at the terminal, root rights, waiting.
# Sourced on the client's fast path too: nothing here may start a process when it is sourced.
# shellcheck shell=bash

DWR_STATE=$DWR_ROOT/.dwr
DWR_DATA=$DWR_STATE/data
DWR_RUN=$DWR_STATE/run
DWR_LOG=$DWR_STATE/log
DWR_TOOLS=$DWR_STATE/tools
DWR_CACHE=$DWR_STATE/cache

# Ports: the environment, else those of the stack that `up` started last, else the defaults.
load_ports() {
  local name value
  if [[ -r $DWR_STATE/ports ]]; then
    while IFS='=' read -r name value; do
      [[ $name == DWR_*_PORT && -z ${!name-} ]] && printf -v "$name" %s "$value"
    done <"$DWR_STATE/ports"
  fi
  : "${DWR_API_PORT:=8000}" "${DWR_REDIS_PORT:=6379}" "${DWR_TEMPORAL_PORT:=7233}" "${DWR_TEMPORAL_UI_PORT:=8233}"
}

save_ports() {
  local name
  for name in DWR_API_PORT DWR_REDIS_PORT DWR_TEMPORAL_PORT DWR_TEMPORAL_UI_PORT; do
    echo "$name=${!name}"
  done >"$DWR_STATE/ports"
}

check_ports() {
  local name
  for name in DWR_API_PORT DWR_REDIS_PORT DWR_TEMPORAL_PORT DWR_TEMPORAL_UI_PORT; do
    [[ ${!name} =~ ^[0-9]{1,5}$ ]] && ((10#${!name} >= 1 && 10#${!name} <= 65535)) && continue
    fail "$name is '${!name}', which is no port." "Set it to a number from 1 to 65535, or unset it."
  done
}

make_folders() {
  mkdir -p "$DWR_DATA" "$DWR_RUN" "$DWR_LOG" "$DWR_TOOLS" "$DWR_CACHE" && return
  fail "The folder $DWR_STATE cannot be written." "Run from a checkout that belongs to you."
}

# The name of this checkout's cluster: the label of its containers, so that no other stack's are ever touched.
cluster_id() {
  local file=$DWR_STATE/cluster-id uuid
  if [[ ! -s $file ]]; then
    mkdir -p "$DWR_STATE"
    read -r uuid </proc/sys/kernel/random/uuid
    echo "local-${uuid%%-*}" >"$file"
  fi
  echo "$(<"$file")"
}

# Progress goes to stderr: stdout is for data only.
say() { printf '%-10s %s\n' "$1" "${*:2}" >&2; }

# fail CAUSE NEXT-STEP...
fail() {
  echo "dwr: $1" >&2
  shift
  (($# == 0)) || printf '     %s\n' "$@" >&2
  exit 1
}

# on_interrupt NEXT-STEP: what Ctrl-C says
on_interrupt() {
  # shellcheck disable=SC2064
  trap "printf '\ndwr: interrupted. %s\n' ${1@Q} >&2; exit 130" INT TERM
}

# log_tail FILE [LINES]: the last lines of a log since its last start, for an error message. A start is a line "=== ...".
log_tail() {
  echo "     the end of $1:" >&2
  tail -n 500 "$1" 2>/dev/null | awk -v most="${2:-15}" '
    /^=== / { count = 0; next }
    { lines[count++] = $0 }
    END {
      if (count == 0) print "     | (nothing)"
      for (i = (count > most ? count - most : 0); i < count; i++) print "     | " substr(lines[i], 1, 400)
    }' >&2
}

have() { command -v "$1" >/dev/null 2>&1; }

# logged NAME COMMAND...: runs it with its full output in .dwr/log/NAME.log
logged() {
  local log=$DWR_LOG/$1.log
  shift
  mkdir -p "$DWR_LOG"
  printf '\n=== %(%F %T)T %s\n' -1 "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null
}

can_be_root() {
  ((EUID == 0)) && return
  have sudo || return 1
  sudo -n true 2>/dev/null && return
  [[ -t 0 ]] && sudo -v
}

as_root() {
  if ((EUID == 0)); then
    "$@"
    return
  fi
  sudo "$@"
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# port_owner PORT: who listens there, as far as this user may know.
port_owner() {
  have ss || return 0
  ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, process \2/p' | head -n 1
}

# wait_until SECONDS COMMAND...: true as soon as the command is, false when the time is over.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# elapsed START: seconds since a value of EPOCHREALTIME, with one decimal
elapsed() {
  local start=${1/[.,]/} now=${EPOCHREALTIME/[.,]/}
  local tenths=$(((now - start + 50000) / 100000))
  echo "$((tenths / 10)).$((tenths % 10)) s"
}
