# A Docker Engine of our own: `stack` for up and demo where the machine has none running, `test` for the tests, `compose` for
# the test of the images. Each has its own socket, data, containerd and bridge, and leaves none of them behind. An engine's
# name chooses its folders.
# shellcheck shell=bash

# engine_place NAME: sets ENGINE_RUN, ENGINE_DATA, ENGINE_SOCKET, ENGINE_BRIDGE, ENGINE_LOG
engine_place() {
  local id
  id=$(cluster_id)
  case $1 in
    stack) ENGINE_RUN=$DWR_RUN/engine ENGINE_DATA=$DWR_DATA/engine ;;
    test) ENGINE_RUN=$DWR_STATE/test/run ENGINE_DATA=$DWR_STATE/test/engine ;;
    compose) ENGINE_RUN=$DWR_STATE/compose/run ENGINE_DATA=$DWR_STATE/compose/engine ;;
  esac
  # The name of a socket is at most 107 bytes long, and containerd adds 40 to this one.
  ((${#ENGINE_RUN} <= 65)) || ENGINE_RUN=/tmp/dwr-${id#local-}-$1
  ENGINE_SOCKET=$ENGINE_RUN/docker.sock
  ENGINE_BRIDGE=dwr${1:0:1}${id#local-}
  ENGINE_LOG=$DWR_LOG/engine-$1.log
}

# With /sbin folders, where a user's PATH lacks them
find_dockerd() { DOCKERD=$(PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v dockerd); }

setup_dockerd() {
  find_dockerd && return
  PACKAGES=()
  dockerd_packages
  apt_install "Docker Engine" "${PACKAGES[@]}"
  find_dockerd || fail "Docker Engine was installed, but there is no dockerd." "Its output is in $DWR_LOG/setup.log."
}

# own_engine_pid: REPLY = pid of this place's dockerd
own_engine_pid() {
  local pid line
  { read -r pid || [[ -n ${pid-} ]]; } 2>/dev/null <"$ENGINE_RUN/dockerd.pid" || return 1
  process_start "$pid" || return 1
  { line=$(tr '\0' ' ' <"/proc/$pid/cmdline"); } 2>/dev/null
  [[ $line == *" unix://$ENGINE_SOCKET "* ]] || return 1
  REPLY=$pid
}

own_engine_gone() { ! own_engine_pid; }

# another_dockerd: some other engine runs on this machine
another_dockerd() {
  local mine=0 comm pid name
  own_engine_pid && mine=$REPLY
  for comm in /proc/[0-9]*/comm; do
    { read -r name <"$comm"; } 2>/dev/null || continue
    pid=${comm#/proc/}
    [[ $name == dockerd && ${pid%/comm} != "$mine" ]] && return
  done
  return 1
}

# own_engine_start NAME: starts it and waits until it answers. Tries what it may have to do without: the firewall (no way
# out of the machine for containers), the overlay file system (slower images).
own_engine_start() {
  local name=$1 begun=$EPOCHREALTIME flags try note=''
  engine_place "$name"
  find_dockerd
  can_be_root || fail "A Docker Engine must be started, and that needs root: this is neither root nor a user with sudo." \
    "Start the machine's engine as root (systemctl start docker), or set DOCKER_HOST to one that you may use."
  own_engine_stop "$name"
  mkdir -p "$ENGINE_RUN" "$ENGINE_DATA" "$DWR_LOG"
  echo '{}' >"$ENGINE_RUN/daemon.json"
  make_bridge
  flags=(--iptables=true)
  if [[ $name != stack ]]; then
    flags=(--iptables=false --ip-forward=false)
  elif another_dockerd; then
    flags=(--iptables=false)
    note="another engine runs here and owns the firewall's DOCKER chains: jobs reach this machine only (or set DOCKER_HOST to that engine)"
  fi
  for try in 1 2 3; do
    launch_dockerd "${flags[@]}"
    wait_until 60 own_engine_settled
    engine_answers "unix://$ENGINE_SOCKET" && break
    own_engine_stop "$name" keep
    if ((try < 3)) && [[ " ${flags[*]} " == *" --iptables=true "* ]] && tail -n 20 "$ENGINE_LOG" | grep -qi iptables; then
      flags=(--iptables=false "${flags[@]:1}")
      note="the firewall cannot be set up here: jobs reach this machine only"
    elif ((try < 3)) && [[ " ${flags[*]} " != *vfs* ]]; then
      flags+=(--storage-driver=vfs)
    else
      log_tail "$ENGINE_LOG"
      own_engine_stop "$name"
      fail "The Docker Engine (dockerd) does not start on this machine." \
        "Inside a container it needs one started with --privileged. Or set DOCKER_HOST to an engine that runs elsewhere."
    fi
  done
  ENGINE_HOST=unix://$ENGINE_SOCKET
  say engine "Docker Engine $(engine_fact Version) of our own started in $(elapsed "$begun")"
  [[ $(engine_fact Driver) != vfs ]] || say engine "this file system cannot do overlays: images are copied (vfs), which is slower and takes more room"
  [[ -z $note ]] || say engine "$note"
}

own_engine_settled() { own_engine_gone || engine_answers "unix://$ENGINE_SOCKET"; }

# The group of whoever starts it may use the socket. It reads no /etc/docker/daemon.json: that one is for the machine's own
# service and may name its folders.
launch_dockerd() {
  local path=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  [[ -z ${ENGINE_HOOKS-} ]] || path=$ENGINE_HOOKS:$path
  printf '\n=== %(%F %T)T dockerd %s\n' -1 "$*" >>"$ENGINE_LOG"
  as_root setsid env PATH="$path" "$DOCKERD" --host "unix://$ENGINE_SOCKET" --group "$(id -g)" \
    --data-root "$ENGINE_DATA" --exec-root "$ENGINE_RUN/exec" --pidfile "$ENGINE_RUN/dockerd.pid" \
    --config-file "$ENGINE_RUN/daemon.json" --bridge "$ENGINE_BRIDGE" "$@" \
    >>"$ENGINE_LOG" 2>&1 </dev/null 9>&- &
  wait_until 5 own_engine_pid || true
}

# own_engine_stop NAME [keep]: the engine, what it left behind if it was killed, and (without keep) its bridge and rules
own_engine_stop() {
  local was=1
  engine_place "$1"
  if own_engine_pid; then
    was=0
    as_root kill -TERM "$REPLY" 2>/dev/null
    if ! wait_until 40 own_engine_gone && own_engine_pid; then
      as_root kill -KILL "$REPLY" 2>/dev/null
      wait_until 5 own_engine_gone
    fi
  fi
  [[ -d $ENGINE_RUN ]] && kill_engine_leftovers
  unmount_below "$ENGINE_RUN" "$ENGINE_DATA"
  [[ ${2-} == keep ]] && return $was
  remove_bridge
  [[ ! -d $ENGINE_RUN ]] || as_root rm -rf "$ENGINE_RUN"
  return $was
}

# A killed dockerd leaves its containerd, the shims and the containers themselves: all name this place's folder.
kill_engine_leftovers() {
  local file pid name line
  for file in "$ENGINE_RUN"/exec/containerd/daemon/io.containerd.runtime.v2.task/*/*/init.pid; do
    [[ -r $file ]] && { read -r pid || [[ -n $pid ]]; } <"$file" && as_root kill -KILL "$pid" 2>/dev/null
  done
  for file in /proc/[0-9]*/comm; do
    { read -r name <"$file"; } 2>/dev/null || continue
    [[ $name == containerd* || $name == runc ]] || continue
    pid=${file#/proc/} pid=${pid%/comm}
    { line=$(tr '\0' ' ' <"/proc/$pid/cmdline"); } 2>/dev/null
    [[ $line == *"$ENGINE_RUN/exec/"* ]] && as_root kill -KILL "$pid" 2>/dev/null
  done
}

# unmount_below FOLDERS...: whatever is mounted on or in them
unmount_below() {
  local mounts=() point prefix i
  while read -r _ point _; do
    printf -v point %b "$point"
    for prefix; do [[ $point/ == "$prefix"/* ]] && mounts+=("$point"); done
  done </proc/self/mounts
  for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do as_root umount -l "${mounts[i]}"; done
}

# ip from iproute2, else busybox's
ip_command() {
  local PATH=$PATH:/usr/sbin:/sbin
  if have ip; then
    as_root ip "$@"
    return
  fi
  setup_busybox
  as_root "$BUSYBOX" ip "$@"
}

# A bridge of its own: two engines on one docker0 give out the same addresses.
make_bridge() {
  local taken number
  [[ -e /sys/class/net/$ENGINE_BRIDGE ]] && return
  taken=$(ip_command -4 route 2>/dev/null; ip_command -4 addr 2>/dev/null)
  for ((number = 16#${ENGINE_BRIDGE: -2} % 200; number < 255; number++)); do
    [[ $taken == *"172.29.$number."* ]] || break
  done
  ip_command link add name "$ENGINE_BRIDGE" type bridge &&
    ip_command addr add "172.29.$number.1/24" dev "$ENGINE_BRIDGE" &&
    ip_command link set "$ENGINE_BRIDGE" up && return
  fail "No network bridge can be made on this machine (ip link add type bridge), so no Docker Engine can be started." \
    "Set DOCKER_HOST to an engine that runs already."
}

# The bridge and the firewall rules that name it or its addresses
remove_bridge() {
  local table rule subnet PATH=$PATH:/usr/sbin:/sbin
  [[ -e /sys/class/net/$ENGINE_BRIDGE ]] || return 0
  subnet=$(ip_command -4 addr show "$ENGINE_BRIDGE" 2>/dev/null | sed -n 's/.*inet \([0-9]*\.[0-9]*\.[0-9]*\)\..*/\1./p')
  if have iptables; then
    for table in nat filter; do
      while read -r rule; do
        # shellcheck disable=SC2086
        as_root iptables -t "$table" -D ${rule#-A } 2>/dev/null
      done < <(as_root iptables -t "$table" -S 2>/dev/null | grep '^-A' | grep -F -e " $ENGINE_BRIDGE " -e " ${subnet:-none}")
    done
  fi
  ip_command link set "$ENGINE_BRIDGE" down
  ip_command link delete "$ENGINE_BRIDGE"
}
