# bench [GROUP...] [--quick]: the running stack against the bare engine, as ratios in one run; the ledger by itself.
# shellcheck shell=bash

command_bench() {
  local arguments=(--image alpine:latest) jar=$DWR_ROOT/benchmarks/target/benchmarks.jar
  use up client
  if [[ ${1-} == -h || ${1-} == --help ]]; then
    echo "usage: ./dwr bench [containers|latency|abort|logs|history|client|ledger|memory]... [--quick]   (docs/benchmarks.md)"
    return
  fi
  if [[ ${1-} == ledger && ( $# -eq 1 || ( $# -eq 2 && $2 == --quick ) ) ]]; then
    bench_ledger "$@"
    return
  fi
  stack_up ''
  setup_image
  build_benchmarks
  arguments+=(--server "http://127.0.0.1:$DWR_API_PORT" --engine "$ENGINE_HOST" --client "$DWR_ROOT/dwr")
  part_pid scheduler && arguments+=(--process "scheduler=$REPLY")
  part_pid executor-1 && arguments+=(--process "executor=$REPLY")
  guard_pid 1 && arguments+=(--process "guard=$REPLY")
  find_redis && arguments+=(--redis-server "$REDIS_SERVER")
  client_ready
  "$JDK/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$jar" "$@" "${arguments[@]}"
}

# Needs no stack: a Redis of its own is started for it.
bench_ledger() {
  make_folders
  setup_jdk
  setup_redis
  build_benchmarks
  "$JDK/bin/java" -XX:+UseSerialGC -jar "$DWR_ROOT/benchmarks/target/benchmarks.jar" "$@" --redis-server "$REDIS_SERVER"
}

build_benchmarks() {
  local jar=$DWR_ROOT/benchmarks/target/benchmarks.jar
  if [[ -e $jar && -z $(find "$DWR_ROOT"/{benchmarks,redis-config,model}/src/main "$DWR_ROOT/benchmarks/pom.xml" -newer "$jar" -print -quit) ]]; then
    return
  fi
  setup_maven
  (cd "$DWR_ROOT" && logged build mvn -B -ntp -q -Dmaven.test.skip=true -pl benchmarks -am package) && return
  log_tail "$DWR_LOG/build.log" 40
  fail "The benchmarks could not be built." "The whole output is in $DWR_LOG/build.log."
}
