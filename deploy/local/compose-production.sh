# test --compose: deploy/production, the control plane on PostgreSQL and an executor of another project.
# shellcheck shell=bash

control() { compose deploy/production/docker-compose.yml dwr-control "$@"; }

other_machine() { compose deploy/production/executor/docker-compose.yml dwr-executor "$@"; }

check_production() {
  if [[ -z ${COMPOSE_BUILD-} ]]; then
    skipped "production: Temporal's server is built from its Go module, and there is no Go $GO_LEAST or later here"
    return
  fi
  say production "waiting for Temporal's server to be built"
  wait "$COMPOSE_BUILD" || {
    log_tail "$DWR_LOG/compose-server.log"
    check "Temporal's server is built" false
    return
  }
  COMPOSE_BUILD=''
  stand_in_temporal_server
  check "one command starts the control plane" control up -d || {
    keep_parts_log deploy/production/docker-compose.yml dwr-control
    return
  }
  check "one command adds a machine" other_machine up -d
  check_until 240 "both schedulers and the executor are up" production_is_up
  check_schedulers
  check_production_passwords
  check_production_down_and_up
  keep_parts_log deploy/production/docker-compose.yml dwr-control
  keep_parts_log deploy/production/executor/docker-compose.yml dwr-executor
  check "down -v" other_machine down -v
  check "down -v of the control plane" control down -v
}

production_is_up() { through $((FIRST_PORT + 1)) executors_are 1 && executors_are 1; }

# through PORT COMMAND...: the scheduler at that port
through() {
  local API_PORT=$1
  shift
  "$@"
}

check_schedulers() {
  local job port other=$((FIRST_PORT + 1))
  for port in "$FIRST_PORT" "$other"; do
    check "a job through the scheduler at $port" \
      through "$port" says "words-$port" outside run "${SMALL[@]}" alpine echo "words-$port"
  done
  job=$(outside submit "${SMALL[@]}" alpine sh -c 'sleep 20; echo ended-words' | tail -n 1)
  check_until 60 "a job runs" says running outside inspect "$job"
  check "the scheduler that took it is killed" docker_here kill "$(control ps -q scheduler-1)"
  check_until 180 "the job goes on to its end, seen through the other" \
    through "$other" says succeeded outside inspect "$job"
  check "and its log is complete" through "$other" says ended-words outside logs "$job"
  KEPT_JOB=$job
  check_until 120 "the Web UI has its workflow" says WORKFLOW_EXECUTION_STATUS_COMPLETED web_ui "/workflows/job-$job"
  check "the killed scheduler comes back" docker_here start "$(control ps -aq scheduler-1)"
}

check_production_passwords() {
  check "Redis asks for its password" \
    says NOAUTH docker_here exec -e REDISCLI_AUTH= "$(control ps -q redis)" redis-cli dbsize
}

check_production_down_and_up() {
  check "down of the control plane" control down
  check "up again" control up -d
  check_until 240 "its job is still there" says succeeded outside inspect "$KEPT_JOB"
  check_until 180 "a new job runs" says new-words outside run "${SMALL[@]}" alpine echo new-words
}
