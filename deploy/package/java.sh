# Finding the Java that an installed dwr runs on.
# shellcheck shell=bash

JAVA_MAJOR=25

# java_at FOLDER: a Java of the right version, by its own release file
java_at() {
  local line
  [[ -x $1/bin/java && -r $1/release ]] || return 1
  while IFS= read -r line; do
    [[ $line == "JAVA_VERSION=\"$JAVA_MAJOR"* ]] && return
  done <"$1/release"
  return 1
}

# JAVA = the one that DWR_JAVA_HOME names, else the first found
find_java() {
  local candidate on_path
  if [[ -n ${DWR_JAVA_HOME-} ]]; then
    JAVA=$DWR_JAVA_HOME/bin/java
    java_at "$DWR_JAVA_HOME" && return
    echo "dwr: DWR_JAVA_HOME is $DWR_JAVA_HOME, and there is no Java $JAVA_MAJOR: correct or unset it." >&2
    return 1
  fi
  on_path=$(readlink -f "$(command -v java)" 2>/dev/null)
  for candidate in "${JAVA_HOME-}" "${on_path%/bin/java}" /opt/dwr/jdk /usr/lib/jvm/*"$JAVA_MAJOR"*; do
    JAVA=$candidate/bin/java
    [[ -n $candidate ]] && java_at "$candidate" && return
  done
  echo "dwr: no Java $JAVA_MAJOR was found in JAVA_HOME, on PATH, in /opt/dwr/jdk or below /usr/lib/jvm." >&2
  echo "     Install one (openjdk-25-jre-headless, temurin-25-jre), unpack one to /opt/dwr/jdk, or set DWR_JAVA_HOME." >&2
  return 1
}
