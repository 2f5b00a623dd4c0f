# help: the launcher's own words, then the client's.
# shellcheck shell=bash

command_help() {
  use client
  (($# == 0)) || client_exec "$1" --help
  cat <<'END'
dwr: `docker run` for a cluster

The local stack (Redis, Temporal, scheduler, executors; all on loopback, all state in .dwr/)
  ./dwr demo                  set up what is missing, start the stack, run a container, show its output
  ./dwr up [--executors N]    start it, or what of it does not run; N executors share this machine
  ./dwr down [--purge]        stop it; jobs go on at the next up, --purge forgets them
  ./dwr status                each part, its process, port, memory and health
  ./dwr doctor                what this machine has of what is needed
  ./dwr build                 build the Java modules
  ./dwr package               target/dwr-<version>.tar.gz: the services and their units for other machines
  ./dwr executor check        whether this machine is fit to be an executor, and what to do when it is not
  ./dwr test [MAVEN ARGS]     all tests but the slow ones, with an engine, a Redis and a Temporal of their own
  ./dwr test --compose        the images and compose files
  ./dwr test --nightly        the slow tests that a usual run leaves out; --record-histories: docs/decisions.md
  ./dwr bench [WHAT]          how fast it is against the bare engine (docs/benchmarks.md)

Jobs: every other word goes to the client (DWR_SERVER chooses the scheduler, by default the local stack's)
  ./dwr run IMAGE [COMMAND]   submit, follow the log, end with the container's exit code
  ./dwr submit | ps | top | logs | wait | inspect | explain | abort
  ./dwr executors | cordon | uncordon | drain | forget | queues | stats
  ./dwr COMMAND --help        its flags

Ports, each settable in the environment: DWR_API_PORT 8000, DWR_REDIS_PORT 6379, DWR_TEMPORAL_PORT 7233,
DWR_TEMPORAL_UI_PORT 8233. The Docker Engine is DOCKER_HOST's, else this machine's, else one of our own.
END
}
