# executor check [-o json]: whether this machine is fit to be an executor of the local stack, or, with REDIS_HOST,
# TEMPORAL_ADDRESS and the other settings of docs/configuration.md in the environment, of another cluster.
# shellcheck shell=bash

command_executor() {
  [[ ${1-} == check ]] || fail "executor knows no '${1-}'." "Usage: ./dwr executor check [-o json]   (executors of the cluster: ./dwr executors)"
  shift
  load_ports
  make_folders
  setup_jdk
  build_if_needed
  if [[ -z ${DOCKER_HOST-} && -s $DWR_STATE/engine ]]; then
    export DOCKER_HOST
    DOCKER_HOST=$(<"$DWR_STATE/engine")
  fi
  export REDIS_HOST=${REDIS_HOST:-127.0.0.1} REDIS_PORT=${REDIS_PORT:-$DWR_REDIS_PORT}
  export TEMPORAL_ADDRESS=${TEMPORAL_ADDRESS:-127.0.0.1:$DWR_TEMPORAL_PORT}
  export EXECUTOR_STATE_DIR=${EXECUTOR_STATE_DIR:-$DWR_DATA/executor-1}
  exec "$JDK/bin/java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -jar "$(jar_of executor-worker)" check "$@"
}
