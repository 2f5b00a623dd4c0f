# Building the Java modules when a source is newer than what was built, and the copy that the running stack uses.
# shellcheck shell=bash

BUILD_STAMP=$DWR_CACHE/built
BUILD_MODULES=scheduler-api,executor-worker,cli

jar_of() { echo "$DWR_ROOT/$1/target/$1.jar"; }

# A few milliseconds: stops at the first source that is newer than the last build.
build_is_current() {
  local module newer
  [[ -e $BUILD_STAMP ]] || return 1
  for module in ${BUILD_MODULES//,/ }; do
    [[ -e $(jar_of "$module") ]] || return 1
  done
  newer=$(find "$DWR_ROOT/pom.xml" "$DWR_ROOT"/*/pom.xml "$DWR_ROOT"/*/src/main -newer "$BUILD_STAMP" -print -quit 2>/dev/null)
  [[ -z $newer ]]
}

build_if_needed() { build_is_current || build; }

# The stamp is taken before the build, so that a source saved meanwhile is built next time.
build() {
  local begun=$EPOCHREALTIME log=$DWR_LOG/build.log
  setup_jdk
  setup_maven
  make_folders
  say build "building with Maven $MAVEN_VERSION on JDK $JDK_MAJOR (output in .dwr/log/build.log)"
  touch "$BUILD_STAMP.new"
  : >"$log"
  if ! (cd "$DWR_ROOT" && logged build mvn -B -ntp -q -Dmaven.test.skip=true -pl "$BUILD_MODULES" -am package); then
    log_tail "$log" 40
    fail "The build failed." "The whole output is in $log. Nothing that runs was touched."
  fi
  mv "$BUILD_STAMP.new" "$BUILD_STAMP"
  rm -f "$DWR_CACHE"/cli.*
  say build "built in $(elapsed "$begun")"
}

# publish_app: APP = a copy of the two services, so that a later build never changes a file below a running process. A
# new build gets a new folder, and that new path is why `up` restarts the two with it.
publish_app() {
  local module built name
  built=0
  for module in scheduler-api executor-worker; do
    name=$(stat -c %Y "$(jar_of "$module")")
    ((name > built)) && built=$name
  done
  APP=$DWR_STATE/app/$built
  [[ -d $APP ]] && return
  rm -rf "$APP.new"
  for module in scheduler-api executor-worker; do
    mkdir -p "$APP.new/$module"
    cp -r "$(jar_of "$module")" "$DWR_ROOT/$module/target/lib" "$APP.new/$module/" && continue
    fail "The built services could not be copied to $APP." "Is the disk full? (df -h $DWR_STATE)"
  done
  mv "$APP.new" "$APP"
}

# Copies of earlier builds, once nothing runs from them any more
forget_old_apps() {
  local folder
  for folder in "$DWR_STATE"/app/*; do
    [[ -d $folder && $folder != "$APP" ]] || continue
    grep -qs -F "$folder/" "$DWR_RUN"/*.spec || rm -rf "$folder"
  done
}

command_build() {
  make_folders
  build
}
