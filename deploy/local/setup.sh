# Everything the stack and the tests need, in one go: what Debian packages are missing is installed (or asked for) at once,
# then each tool is looked at.
# shellcheck shell=bash

# setup_machine FOR: `stack` or `test`
setup_machine() {
  missing_packages "$1"
  ((${#PACKAGES[@]} == 0)) || apt_install "${PACKAGES[*]}" "${PACKAGES[@]}"
  setup_jdk
  setup_curl
  setup_redis
  setup_temporal
}

# missing_packages FOR: PACKAGES = what to install for the tools that are not here
missing_packages() {
  PACKAGES=()
  have curl || PACKAGES+=(curl ca-certificates)
  find_jdk || { find_jdk_package && PACKAGES+=("$REPLY"); }
  have mvn || { [[ $1 == stack ]] && build_is_current; } || PACKAGES+=(maven)
  have redis-server || PACKAGES+=(redis-server)
  [[ $1 != test ]] || find_registry || PACKAGES+=(docker-registry)
  find_temporal || find_python || PACKAGES+=(python3-venv)
  [[ $1 != test ]] || have systemd-analyze || PACKAGES+=(systemd)
  engine_wanted "$1" && ! find_dockerd && dockerd_packages
}

# engine_wanted FOR: no engine is named or answers, so one of our own will be started
engine_wanted() {
  if [[ $1 == test ]]; then
    [[ -z ${DWR_TEST_DOCKER_HOST-} ]]
    return
  fi
  [[ -z ${DOCKER_HOST-} ]] || return 1
  system_socket && [[ ! -w $REPLY ]] && return 1
  have curl || { ! system_socket && return; }
  ! find_engine
}

dockerd_packages() {
  PACKAGES+=(docker.io iptables)
  apt_offers docker-cli && PACKAGES+=(docker-cli)
  return 0
}
