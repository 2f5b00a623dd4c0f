# test [--compose | [--nightly | --record-histories] [maven arguments]]: every test, on an engine, a Redis and a Temporal of their own,
# and nothing left afterwards. With --nightly the slow ones that a usual run leaves out, and no others; with
# --record-histories the one that writes the histories of the job workflow which another test replays. --compose tests the
# images and compose files (compose-test.sh).
# shellcheck shell=bash

command_test() {
  local code begun=$EPOCHREALTIME
  case ${1-} in
    --compose)
      use compose-stand-ins compose-checks compose-production compose-test
      command_test_compose
      ;;
    --nightly) set -- -Pnightly "${@:2}" ;;
    --record-histories) set -- -Precording "${@:2}" ;;
  esac
  make_folders
  mkdir -p "$DWR_STATE/test"
  exec 9>"$DWR_STATE/test/lock"
  flock -n 9 || fail "Another ./dwr test of this checkout is running." "Wait for its end, or use another clone."
  setup_machine test
  [[ ${1-} != -Pnightly ]] || PATH=$PATH:/usr/sbin:/sbin have debootstrap || apt_install debootstrap debootstrap
  [[ ${1-} != -Pnightly ]] || compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null ||
    apt_install "a wrong clock for the tests" libfaketime
  setup_maven
  setup_busybox
  setup_registry
  TEST_RUN=$(cluster_id)-$$-$EPOCHSECONDS
  TEST_STAMP=$DWR_STATE/test/begun
  trap 'test_end' EXIT
  trap 'test_interrupt; exit 130' INT
  trap 'test_interrupt; exit 143' TERM HUP
  test_engine
  touch "$TEST_STAMP"
  test_maven "$@"
  code=$?
  test_count
  say test "ended after $(elapsed "$begun"); Maven's exit status is $code"
  printf '%s\n' "$REPLY"
  ((code == 0)) || exit "$code"
  (($# > 0)) || touch -r "$TEST_STAMP" "$BUILD_STAMP"
  ((TEST_FAILED == 0 && TEST_SKIPPED == 0 && TEST_PASSED > 0)) && exit 0
  ((TEST_SKIPPED == 0)) || say test "a skipped test counts as a failed run"
  ((TEST_PASSED > 0)) || say test "no test ran"
  exit 1
}

# The engine that the caller names, else one of the tests' own, which takes requests for GPUs that it does not have.
test_engine() {
  if [[ -n ${DWR_TEST_DOCKER_HOST-} ]]; then
    engine_answers "$DWR_TEST_DOCKER_HOST" ||
      fail "No Docker Engine answers at DWR_TEST_DOCKER_HOST=$DWR_TEST_DOCKER_HOST." "Start it, or unset the variable: then the tests get one of their own."
    ENGINE_HOST=$DWR_TEST_DOCKER_HOST
    say engine "the tests use the Docker Engine at $ENGINE_HOST"
  else
    TEST_ENGINE=own
    setup_dockerd
    engine_place test
    own_engine_stop test
    as_root rm -rf "$ENGINE_DATA"
    ENGINE_HOOKS=$DWR_STATE/test/hooks
    mkdir -p "$ENGINE_HOOKS"
    printf '#!/bin/sh\nexit 0\n' >"$ENGINE_HOOKS/nvidia-container-runtime-hook"
    chmod 755 "$ENGINE_HOOKS/nvidia-container-runtime-hook"
    own_engine_start test
  fi
  test_image
}

# What the tests run: busybox under the name that they use
test_image() {
  image_there box:latest && return
  import_busybox box latest || fail "The test image could not be loaded into the engine." "See $DWR_LOG/setup.log and $DWR_LOG/engine-test.log."
}

# A process group of its own, which an interruption of this script ends as a whole and at once.
test_maven() {
  set -m
  (cd "$DWR_ROOT" && exec env -u DOCKER_HOST "DWR_TEST_RUN=$TEST_RUN" "DWR_TEST_DOCKER_HOST=$ENGINE_HOST" \
    "DWR_TEST_TEMPORAL=$TEMPORAL" "DWR_TEST_REDIS_SERVER=$REDIS_SERVER" "DWR_TEST_BUSYBOX=$BUSYBOX" "DWR_TEST_DOCKER_REGISTRY=$REGISTRY" \
    mvn -B -ntp --fail-at-end verify "$@" 9>&- </dev/null) &
  TEST_MAVEN=$!
  set +m
  wait "$TEST_MAVEN"
}

test_interrupt() {
  say test "interrupted: stopping Maven and what the tests started"
  [[ -z ${TEST_MAVEN-} ]] || kill -TERM -- "-$TEST_MAVEN" 2>/dev/null
}

# test_count: REPLY = the closing line, from the reports that this run wrote
test_count() {
  local reports
  mapfile -t reports < <(find "$DWR_ROOT"/*/target/surefire-reports "$DWR_ROOT"/*/target/failsafe-reports \
    -name 'TEST-*.xml' -newer "$TEST_STAMP" 2>/dev/null)
  read -r TEST_PASSED TEST_FAILED TEST_SKIPPED < <(count_suites "${reports[@]}")
  REPLY="$TEST_PASSED passed, $TEST_FAILED failed"
  ((TEST_SKIPPED == 0)) || REPLY+=", $TEST_SKIPPED skipped"
}

# count_suites REPORTS...: sums what each report's first <testsuite ...> says, which may stretch over lines
count_suites() {
  awk '
    function number(name) { return match(tag, " " name "=\"[0-9]+\"") ? substr(tag, RSTART + length(name) + 3) + 0 : 0 }
    FNR == 1 { tag = ""; state = "before" }
    state == "before" && /<testsuite / { state = "in"; $0 = substr($0, index($0, "<testsuite ")) }
    state == "in" { tag = tag " " $0 }
    state == "in" && />/ {
      tests += number("tests"); bad += number("failures") + number("errors"); skipped += number("skipped")
      state = "after"
    }
    END { print tests - bad - skipped, bad + 0, skipped + 0 }
  ' "$@" </dev/null
}

# Runs at every end, Ctrl-C included, as a process of its own: inside a trap, a bare `return` of bash means another status.
test_end() {
  local code=$?
  trap '' INT TERM HUP
  TEST_RUN=$TEST_RUN TEST_ENGINE=${TEST_ENGINE-} bash "$DWR_ROOT/dwr" test-cleanup 9>&-
  exit "$code"
}

# Processes that a test left are known by the variable that this run gave them.
command_test-cleanup() {
  [[ -n ${TEST_RUN-} ]] || fail "test-cleanup is a part of test." "Usage: ./dwr test"
  if [[ $TEST_RUN == compose ]]; then
    use compose-stand-ins compose-test
    compose_cleanup
    return
  fi
  kill_of_this_run TERM && sleep 2
  kill_of_this_run KILL
  [[ ${TEST_ENGINE-} == own ]] || return 0
  own_engine_stop test
  as_root rm -rf "$ENGINE_DATA"
}

kill_of_this_run() {
  local file pid found=1
  for file in /proc/[0-9]*/environ; do
    grep -qsaz "^DWR_TEST_RUN=$TEST_RUN\$" "$file" || continue
    pid=${file#/proc/} pid=${pid%/environ}
    kill "-$1" "$pid" 2>/dev/null && found=0
  done
  return $found
}
