# JDK 25 and Maven: found where the machine has them, installed from its packages where those offer them.
# shellcheck shell=bash

JDK_MAJOR=25
MAVEN_LEAST=3.8.7

# jdk_at FOLDER: a JDK of the right version (with a compiler), by its own release file
jdk_at() {
  local line
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  while read -r line; do
    [[ $line == "JAVA_VERSION=\"$JDK_MAJOR"[.\"+-]* ]] && return
  done <"$1/release"
  return 1
}

# JDK = folder of a JDK 25
find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME-}" "$DWR_TOOLS"/jdk* /usr/lib/jvm/* /opt/*jdk*; do
    jdk_at "$candidate" || continue
    JDK=$candidate
    return 0
  done
  candidate=$(readlink -f "$(command -v javac)" 2>/dev/null)
  candidate=${candidate%/bin/javac}
  jdk_at "$candidate" || return 1
  JDK=$candidate
}

# find_jdk_package: REPLY = a package with it that this machine's lists offer; a fresh machine has no lists yet
find_jdk_package() {
  have apt-get || return 1
  can_be_root && logged setup apt_update
  for REPLY in "openjdk-$JDK_MAJOR-jdk-headless" "temurin-$JDK_MAJOR-jdk"; do
    apt_offers "$REPLY" && return
  done
  return 1
}

setup_jdk() {
  if ! find_jdk; then
    find_jdk_package && apt_install "JDK $JDK_MAJOR" "$REPLY"
    find_jdk || fail "No JDK $JDK_MAJOR was found (looked at JAVA_HOME, .dwr/tools/jdk*, /usr/lib/jvm, /opt and javac on PATH), and this machine's packages do not offer one." \
      "Any one of these will do, then run the same command again:" \
      "- a package: openjdk-$JDK_MAJOR-jdk-headless (Debian 13, Ubuntu 25.10 and later) or temurin-$JDK_MAJOR-jdk (from https://adoptium.net/installation/linux/)" \
      "- an archive from https://adoptium.net/temurin/releases/?version=$JDK_MAJOR unpacked to $DWR_TOOLS/jdk" \
      "- JAVA_HOME set to a JDK $JDK_MAJOR that is already here"
  fi
  mkdir -p "$DWR_CACHE"
  echo "$JDK" >"$DWR_CACHE/java-home"
  export JAVA_HOME=$JDK
}

# MAVEN_VERSION = of the `mvn` on PATH; Maven prints its banner in the second it takes to start a JVM
find_maven() {
  have mvn || return 1
  MAVEN_VERSION=$(JAVA_HOME=${JDK-${JAVA_HOME-}} mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  version_at_least "${MAVEN_VERSION:-0}" "$MAVEN_LEAST"
}

setup_maven() {
  # Maven's own libraries use what newer JDKs warn about.
  [[ ${MAVEN_OPTS-} == *unsafe-memory* ]] || export MAVEN_OPTS="${MAVEN_OPTS-} --sun-misc-unsafe-memory-access=allow"
  find_maven && return
  have mvn || apt_install Maven maven
  find_maven || fail "Maven $MAVEN_LEAST or later is needed; $(command -v mvn) is ${MAVEN_VERSION:-not working}." \
    "Put a newer Maven first on PATH: https://maven.apache.org/install.html"
}
