# The Docker Engine that the stack uses: which one, and how to speak to it (its HTTP API with curl, so that no docker
# command is needed). Starting an engine of our own is own-engine.sh.
# shellcheck shell=bash

# engine_call METHOD PATH [curl arguments...]: speaks to the engine at ENGINE_HOST
engine_call() {
  local method=$1 path=$2
  shift 2
  case $ENGINE_HOST in
    unix://*) curl -sS --unix-socket "${ENGINE_HOST#unix://}" -X "$method" "$@" "http://engine$path" ;;
    tcp://* | http://*) curl -sS -X "$method" "$@" "http://${ENGINE_HOST#*://}$path" ;;
    *) return 1 ;;
  esac
}

# engine_answers HOST: 0 when it does
engine_answers() {
  local ENGINE_HOST=$1
  [[ $1 != unix://* || -S ${1#unix://} ]] || return 1
  [[ $(engine_call GET /_ping --max-time 5 2>/dev/null) == OK ]]
}

# The engine of this machine's own service
system_socket() {
  local socket
  for socket in /var/run/docker.sock /run/docker.sock; do
    [[ -S $socket ]] && REPLY=$socket && return
  done
  return 1
}

# find_engine: ENGINE_HOST and ENGINE_KIND (given, own, system); false when none answers
find_engine() {
  ENGINE_HOST='' ENGINE_KIND=''
  if [[ -n ${DOCKER_HOST-} ]]; then
    ENGINE_KIND=given ENGINE_HOST=$DOCKER_HOST
    engine_answers "$DOCKER_HOST"
    return
  fi
  engine_place stack
  if engine_answers "unix://$ENGINE_SOCKET"; then
    ENGINE_KIND=own ENGINE_HOST=unix://$ENGINE_SOCKET
    return
  fi
  system_socket && engine_answers "unix://$REPLY" && ENGINE_KIND=system ENGINE_HOST=unix://$REPLY
}

# setup_engine: finds one or starts our own
setup_engine() {
  setup_curl
  find_engine && return
  if [[ -n ${DOCKER_HOST-} ]]; then
    fail "No Docker Engine answers at DOCKER_HOST=$DOCKER_HOST." \
      "Start that engine, or unset DOCKER_HOST: then the machine's engine is used, or one is started for this stack." \
      "(This launcher speaks unix:// and tcp:// without TLS; for another kind, forward it to a socket.)"
  fi
  if system_socket && [[ ! -w $REPLY ]]; then
    fail "This user may not use the Docker Engine at $REPLY." \
      "Join its group and log in again:  sudo usermod -aG docker $(id -un)" \
      "or set DOCKER_HOST to an engine that you may use (a rootless one: unix://\$XDG_RUNTIME_DIR/docker.sock)."
  fi
  setup_dockerd
  own_engine_start stack
  ENGINE_KIND=own ENGINE_HOST=unix://$ENGINE_SOCKET
}

# engine_fact NAME: a number or word of the engine's /info, or of /version
engine_fact() {
  { engine_call GET /info --max-time 10 && engine_call GET /version --max-time 10; } 2>/dev/null |
    grep -o "\"$1\":\"\\?[^,\"}]*" | head -n 1 | sed 's/^[^:]*:"\?//'
}

# our_containers [LABEL]: ids of the containers of this stack's cluster, ended ones too
our_containers() {
  local filters
  filters="{\"label\":[\"dwr.cluster=$(cluster_id)\"${1:+,\"$1\"}]}"
  engine_call GET /containers/json --max-time 20 -G --data all=1 --data-urlencode "filters=$filters" 2>/dev/null |
    grep -o '"Id":"[0-9a-f]\{64\}"' | cut -d '"' -f 4
}

# remove_our_containers [LABEL]: REPLY = how many. Removed and not only stopped: an executor that finds a stopped one would
# take the SIGKILL for the program's own end, while a missing one means "start it again".
remove_our_containers() {
  local id count=0
  for id in $(our_containers "$@"); do
    engine_call DELETE "/containers/$id?force=1&v=1" --max-time 60 -o /dev/null && ((count++))
  done
  REPLY=$count
}
