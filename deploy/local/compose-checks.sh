# test --compose: docker-compose.yml on one machine.
# shellcheck shell=bash

one() { compose docker-compose.yml dwr "$@"; }

# outside ARGUMENTS...: the command line of this checkout against the published port
outside() {
  client_ready
  client_flags
  DWR_SERVER=http://127.0.0.1:${API_PORT:-$FIRST_PORT} \
    "$JDK/bin/java" "${CLIENT_FLAGS[@]}" -jar "$CLIENT_JAR" "$@" </dev/null 9>&-
}

inside() { one exec -T scheduler dwr "$@"; }

# says TEXT COMMAND...: its output has that text
says() {
  local text=$1 output
  shift
  output=$("$@" 2>&1)
  printf '%s\n' "$output"
  [[ $output == *"$text"* ]]
}

# ends_with CODE COMMAND...
ends_with() {
  local code=$1
  shift
  "$@"
  local was=$?
  ((was == code)) || { echo "it ended with $was" && return 1; }
}

check_one_machine() {
  use client
  : >"$DWR_LOG/compose-parts.log"
  check "one command starts everything" one up -d || return
  if ! check_until 180 "the scheduler and an executor are up" executors_are 1; then
    keep_parts_log docker-compose.yml dwr
    return
  fi
  check_jobs
  check_manners
  check_restart
  check_killed_executor
  check_scale
  check_down_and_up
  keep_parts_log docker-compose.yml dwr
  check "down -v removes it all" one down -v
}

# executors_are NUMBER: so many are registered, and together they offer no more than the engine has
executors_are() {
  local facts cores
  facts=$(curl -s --max-time 5 "http://127.0.0.1:${API_PORT:-$FIRST_PORT}/executors") || return
  facts=${facts%%\"cluster_stats\"*}
  cores=$(engine_fact NCPU)
  EXECUTOR_IDS=$(values_of executor_id "$facts" | sort)
  [[ -n $EXECUTOR_IDS && $(wc -l <<<"$EXECUTOR_IDS") == "$1" ]] || return
  values_of total_cpu_cores "$facts" | awk -v cores="$cores" '{ sum += $1 } END { exit !(sum > 0 && sum <= cores) }'
}

# values_of FIELD JSON
values_of() { grep -o "\"$1\": *[^,}]*" <<<"$2" | sed 's/^[^:]*: *//; s/"//g'; }

SMALL=(--cpus 0.1 -m 32m)

check_jobs() {
  check "a job by the command line outside" says outside-words outside run "${SMALL[@]}" alpine echo outside-words
  check "a job by the command line inside" says inside-words inside run "${SMALL[@]}" alpine echo inside-words
  check "the container's exit code is the command's" ends_with 3 outside run "${SMALL[@]}" alpine sh -c 'exit 3'
  FIRST_JOB=$(outside submit "${SMALL[@]}" alpine echo kept-words | tail -n 1)
  check "submit and wait" outside wait "$FIRST_JOB"
}

container_of() { one ps -q "$1" | head -n 1; }

user_of() { docker_here exec "$(container_of "$1")" sh -c "stat -c %U /proc/1"; }

no_open_port() { ! docker_here ps --format '{{.Ports}}' | grep -E '(0\.0\.0\.0|\[?::\]?):[0-9]+->'; }

guard_is_up() { [[ $(docker_here inspect -f '{{.State.Running}}' "$(container_of guard)") == true ]]; }

check_manners() {
  local part
  for part in scheduler executor guard; do
    check "$part runs as a user of its own" says dwr user_of "$part"
  done
  check "every port is on loopback" no_open_port
  check "the Web UI has the job's workflow" workflow_is_kept
  check_until 60 "its retention is set, and what sets it has ended" retention_is_set
  check "the image has no layer of ours with third-party and own classes mixed" layers_are_apart
}

web_ui() { curl -s --max-time 10 "http://127.0.0.1:$((FIRST_PORT + 4))/api/v1/namespaces/default$1"; }

retention_is_set() {
  says 691200s web_ui '' &&
    [[ -z $(docker_here ps -q --filter label=com.docker.compose.service=temporal-retention) ]]
}

workflow_is_kept() {
  says '"WORKFLOW_EXECUTION_STATUS_COMPLETED"' web_ui "/workflows/job-$FIRST_JOB"
}

# The last copied layers are small: the libraries lie below.
layers_are_apart() {
  docker_here history --format '{{.Size}} {{.CreatedBy}}' --no-trunc dwr-executor | grep 'COPY dir' |
    tee /dev/stderr | head -n 1 | grep -Eq '^[0-9.]+(kB|B) |^[0-2](\.[0-9]+)?MB '
}

check_restart() {
  local job
  job=$(outside submit "${SMALL[@]}" alpine sh -c 'echo begun; sleep 20; echo ended-words' | tail -n 1)
  check_until 60 "a job runs" says running outside inspect "$job"
  check "restart of everything" one restart
  check_until 180 "the job goes on to its end" says succeeded outside inspect "$job"
  check "and its log is complete" says ended-words outside logs "$job"
}

# healthy SERVICE NUMBER
healthy() {
  [[ $(docker_here ps -q --filter health=healthy --filter "label=com.docker.compose.service=$1" | wc -l) == "$2" ]]
}

job_container() { docker_here ps -q --filter "label=dwr.job=$1"; }

no_container() { [[ -z $(job_container "$1") ]]; }

check_killed_executor() {
  local job executor
  check_until 120 "the executor is healthy" healthy executor 1
  job=$(outside submit "${SMALL[@]}" alpine sleep 600 | tail -n 1)
  check_until 60 "a long job runs" says running outside inspect "$job"
  executor=$(container_of executor)
  check "its executor is killed" docker_here kill "$executor"
  check "its container still runs" test -n "$(job_container "$job")"
  check_until 90 "the guard stops what the killed executor left" no_container "$job"
  check "while the executor is still away" test "$(docker_here inspect -f '{{.State.Running}}' "$executor")" = false
  check "and the guard lives" guard_is_up
  check "the executor comes back" docker_here start "$executor"
  check_until 180 "the job runs again, as its second attempt" second_attempt "$job"
  check "abort" outside abort "$job"
  check_until 60 "its container is gone" no_container "$job"
}

second_attempt() {
  local answer
  answer=$(curl -s --max-time 5 "http://127.0.0.1:$FIRST_PORT/jobs/$1")
  echo "$answer"
  [[ $answer == *'"status":"running"'* && $answer == *'"attempt":2'* ]]
}

check_scale() {
  local before
  check_until 60 "one executor before" executors_are 1
  before=$EXECUTOR_IDS
  check "up -d --scale executor=3" one up -d --scale executor=3
  check_until 180 "three executors share the machine" executors_are 3
  check "the first is still itself" says "$before" echo "$EXECUTOR_IDS"
  before=$EXECUTOR_IDS
  check "a job runs" says three-words outside run "${SMALL[@]}" alpine echo three-words
  check "all executors are made anew" one up -d --scale executor=3 --force-recreate --no-deps executor
  check_until 180 "and come back" healthy executor 3
  check_until 60 "as the same three" same_executors "$before"
  check "one of them runs a job again" says again-words outside run "${SMALL[@]}" alpine echo again-words
}

same_executors() { executors_are 3 && [[ $EXECUTOR_IDS == "$1" ]]; }

check_down_and_up() {
  check "down" one down
  check "up again" one up -d
  check_until 180 "the API answers" says kept-words outside logs "$FIRST_JOB"
  check "the job's record is still there" says succeeded outside inspect "$FIRST_JOB"
  check "its workflow is still there" workflow_is_kept
  check_until 120 "a new job runs" says new-words outside run "${SMALL[@]}" alpine echo new-words
}
