# demo: from a fresh checkout to a container's output, in one command.
# shellcheck shell=bash

DEMO_LINE='Hello World!'

command_demo() {
  local begun=$EPOCHREALTIME job output
  (($# == 0)) || fail "demo takes no arguments." "Usage: ./dwr demo"
  use up client
  stack_up ''
  setup_image
  unset DWR_SERVER
  printf '\n$ ./dwr submit alpine:latest echo "%s"\n' "$DEMO_LINE"
  job=$(client submit alpine:latest echo "$DEMO_LINE") ||
    fail "The job could not be submitted." "What the client said is above; the scheduler's log is $DWR_LOG/scheduler.log."
  job=${job##*$'\n'}
  printf '%s\n\n$ ./dwr logs --follow %s\n' "$job" "$job"
  output=$(timeout 120 "$DWR_ROOT/dwr" logs --follow "$job" 2>&1)
  printf '%s\n\n' "$output"
  if [[ $'\n'$output$'\n' != *$'\n'"$DEMO_LINE"$'\n'* ]]; then
    client inspect "$job" >&2
    fail "The container's line did not come back." \
      "The job is above; the logs are $DWR_LOG/executor-1.log and $DWR_LOG/scheduler.log."
  fi
  demo_next "$job"
  say demo "done in $(elapsed "$begun")"
}

demo_next() {
  cat <<END
That line came out of a container: REST API -> Temporal workflow -> Redis ledger -> executor -> Docker Engine and back.

Where to look next
  this job, step by step   http://127.0.0.1:$DWR_TEMPORAL_UI_PORT/namespaces/default/workflows/job-$1
  this job as JSON         curl http://127.0.0.1:$DWR_API_PORT/jobs/$1
  the API                  http://127.0.0.1:$DWR_API_PORT
  run something            ./dwr run alpine:latest sh -c 'echo hello from \$(hostname)'
  all jobs, the machines   ./dwr ps, ./dwr executors
  stop everything          ./dwr down
END
}
