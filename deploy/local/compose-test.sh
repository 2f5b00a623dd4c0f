# test --compose: proves the Dockerfile and the compose files that users get, on an engine of its own and without pulling
# anything. Stand-ins for the public images (compose-stand-ins.sh), then our images, then one machine (compose-checks.sh),
# then production (compose-production.sh). Leaves nothing behind but what the next run needs again, in .dwr/compose.
# shellcheck shell=bash

command_test_compose() {
  local begun=$EPOCHREALTIME
  make_folders
  mkdir -p "$COMPOSE_DIR"
  exec 9>"$COMPOSE_DIR/lock"
  flock -n 9 || fail "Another ./dwr test --compose of this checkout is running." "Wait for its end, or use another clone."
  PASSED=0 FAILED=0 SKIPPED=0
  : >"$DWR_LOG/compose.log"
  trap 'compose_end' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  setup_compose
  if find_go; then
    set -m
    build_temporal_server 9>&- &
    COMPOSE_BUILD=$!
    set +m
  fi
  build_if_needed
  make_debian
  compose_engine
  make_stand_ins
  our_images
  check_one_machine
  check_production
  say compose "ended after $(elapsed "$begun")"
  compose_sizes
  compose_summary
}

setup_compose() {
  local packages=()
  setup_machine test
  setup_maven
  setup_busybox
  PATH=$PATH:/usr/sbin:/sbin have debootstrap || packages+=(debootstrap)
  have docker || packages+=(docker-cli)
  find_compose || packages+=(docker-compose)
  ((${#packages[@]} == 0)) || apt_install "${packages[*]}" "${packages[@]}"
  find_compose || fail "No docker-compose here." "Install Docker Compose, version 1.29 or 2."
}

# COMPOSE = the command of Debian's version 1, else the plugin
find_compose() {
  if have docker-compose; then
    COMPOSE=(docker-compose)
  elif docker compose version >/dev/null 2>&1; then
    COMPOSE=(docker compose)
  else
    return 1
  fi
}

compose_engine() {
  setup_dockerd
  engine_place compose
  own_engine_stop compose
  as_root rm -rf "$ENGINE_DATA"
  own_engine_start compose
  let_bridges_pass
  free_ports
  # Half of LOST_AFTER is the time for a restart.
  cat >"$COMPOSE_DIR/env" <<END
COMPOSE_PROJECT_NAME=dwr
DOCKER_SOCKET=$ENGINE_SOCKET
LOST_AFTER=30
DWR_API_PORT=$FIRST_PORT
DWR_API_PORT_2=$((FIRST_PORT + 1))
DWR_REDIS_PORT=$((FIRST_PORT + 2))
DWR_TEMPORAL_PORT=$((FIRST_PORT + 3))
DWR_TEMPORAL_UI_PORT=$((FIRST_PORT + 4))
CLUSTER_ADDRESS=127.0.0.1
POSTGRES_PASSWORD=test-postgres
REDIS_PASSWORD=test-redis
END
}

# A machine whose firewall forwards nothing (any engine that once ran here leaves it so) drops what the containers of one
# network send each other, too.
let_bridges_pass() {
  PATH=$PATH:/usr/sbin:/sbin have iptables || return 0
  bridge_rule -I || say engine "no firewall rule could be set: containers may not reach each other"
}

# bridge_rule -I | -D
bridge_rule() {
  local PATH=$PATH:/usr/sbin:/sbin
  as_root iptables "$1" FORWARD -m physdev --physdev-is-bridged -m comment --comment "$ENGINE_BRIDGE" -j ACCEPT \
    >>"$DWR_LOG/compose.log" 2>&1
}

# free_ports: FIRST_PORT = the first of five that nobody listens on
free_ports() {
  local offset
  for ((FIRST_PORT = 21800; FIRST_PORT < 22800; FIRST_PORT += 10)); do
    for offset in 0 1 2 3 4; do
      ! port_open $((FIRST_PORT + offset)) || continue 2
    done
    return
  done
  fail "No five ports in a row from 21800 on are free on 127.0.0.1." "Stop what listens there."
}

# The classic builder: what a machine has without further plugins.
docker_here() { env DOCKER_HOST="$ENGINE_HOST" DOCKER_BUILDKIT=0 docker "$@"; }

# compose FILE PROJECT ARGUMENTS...
compose() {
  local file=$1 project=$2
  shift 2
  (cd "$DWR_ROOT" && env DOCKER_HOST="$ENGINE_HOST" DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0 "${COMPOSE[@]}" \
    --env-file "$COMPOSE_DIR/env" -f "$file" -p "$project" "$@" </dev/null 9>&-)
}

our_images() {
  local begun=$EPOCHREALTIME
  say images "our images from deploy/docker/Dockerfile"
  need "Our images could not be built." one build
  say images "built in $(elapsed "$begun")"
}

# check WORDS COMMAND...
check() {
  local words=$1 begun=$EPOCHREALTIME
  shift
  if "$@" >"$COMPOSE_DIR/check.log" 2>&1; then
    PASSED=$((PASSED + 1))
    say ok "$words ($(elapsed "$begun"))"
    return
  fi
  FAILED=$((FAILED + 1))
  say FAILED "$words ($(elapsed "$begun"))"
  tail -n 15 "$COMPOSE_DIR/check.log" | cut -c 1-300 | sed 's/^/           | /' >&2
  return 1
}

# check_until SECONDS WORDS COMMAND...
check_until() {
  local seconds=$1 words=$2
  shift 2
  check "$words" wait_until "$seconds" "$@"
}

skipped() {
  SKIPPED=$((SKIPPED + 1))
  say SKIPPED "$1"
}

# compose_broken WORDS: nothing after it would make sense
compose_broken() {
  log_tail "$DWR_LOG/compose.log" 30
  FAILED=$((FAILED + 1))
  say FAILED "$1"
  compose_summary
}

compose_sizes() {
  say images "sizes, of which the base is the stand-in's:"
  docker_here images --format '{{.Repository}} {{.Size}}' | grep -E '^(dwr-|eclipse-temurin)' | sed 's/^/           /' >&2
}

compose_summary() {
  local line="$PASSED passed, $FAILED failed"
  ((SKIPPED == 0)) || line+=", $SKIPPED skipped"
  printf '%s\n' "$line"
  ((FAILED == 0 && SKIPPED == 0 && PASSED > 0)) && exit 0
  ((FAILED == 0)) || say compose "what the parts said is in $DWR_LOG/compose-parts.log"
  exit 1
}

# What the services of a project say, before they are gone
keep_parts_log() { compose "$@" logs --no-color --tail 200 >>"$DWR_LOG/compose-parts.log" 2>&1; }

# At every end, as a process of its own: inside a trap, a bare `return` of bash means another status.
compose_end() {
  local code=$?
  trap '' INT TERM HUP EXIT
  [[ -z ${COMPOSE_BUILD-} ]] || kill -- "-$COMPOSE_BUILD" 2>/dev/null
  TEST_RUN=compose bash "$DWR_ROOT/dwr" test-cleanup 9>&-
  exit "$code"
}

compose_cleanup() {
  engine_place compose
  if own_engine_pid; then
    ENGINE_HOST=unix://$ENGINE_SOCKET
    {
      docker_here ps -aq | xargs -r env DOCKER_HOST="$ENGINE_HOST" docker rm -f
      docker_here network prune -f
    } >>"$DWR_LOG/compose.log" 2>&1
  fi
  while bridge_rule -D; do :; done
  own_engine_stop compose
  as_root rm -rf "$ENGINE_DATA" "$COMPOSE_DIR/context" "$COMPOSE_DIR/debian"
}
