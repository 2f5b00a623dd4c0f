# Starting the command-line client, fast: one JVM, no other process on the way once things are built.
# shellcheck shell=bash

# The archive of loaded classes is written by the first client after a build and read by all later ones. One that is
# older than what it was made from is dropped: the JVM would not use it, nor write another, and would say so each time.
client_flags() {
  local archive=$DWR_CACHE/cli.jsa jar
  for jar in "$CLIENT_JAR" "$DWR_ROOT"/cli/target/lib/*.jar; do
    [[ ! -e $archive || $archive -nt $jar ]] || rm -f "$archive"
  done
  CLIENT_FLAGS=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Xshare:auto -Xlog:disable
    -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$archive")
}

client_ready() {
  CLIENT_JAR=$DWR_ROOT/cli/target/cli.jar
  if [[ -e $CLIENT_JAR && -r $DWR_CACHE/java-home ]]; then
    JDK=$(<"$DWR_CACHE/java-home")
    [[ -x $JDK/bin/java ]] && return
  fi
  use_stack
  make_folders
  setup_jdk
  [[ -e $CLIENT_JAR ]] || build
}

# client ARGUMENTS...: for other parts of the launcher
client() {
  client_ready
  client_flags
  load_ports
  DWR_SERVER=${DWR_SERVER:-http://127.0.0.1:$DWR_API_PORT} "$JDK/bin/java" "${CLIENT_FLAGS[@]}" -jar "$CLIENT_JAR" "$@"
}

client_exec() {
  client_ready
  client_flags
  load_ports
  export DWR_SERVER=${DWR_SERVER:-http://127.0.0.1:$DWR_API_PORT}
  exec "$JDK/bin/java" "${CLIENT_FLAGS[@]}" -jar "$CLIENT_JAR" "$@"
}
