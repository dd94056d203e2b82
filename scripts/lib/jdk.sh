# Finds what builds and runs Rouse: a JDK and Maven. Sourced after common.sh and packages.sh.
# shellcheck shell=bash

OLDEST_JDK=21

# Every verb of the rouse command comes by here, and to run a program takes longer than all that the shell does itself.

# jdk_version HOME: the feature number of a JDK (25), nothing for what is none or only a JRE
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  local line
  while read -r line || [ -n "$line" ]; do
    if [[ $line =~ ^JAVA_VERSION=\"(1\.)?([0-9]+) ]]; then
      echo "${BASH_REMATCH[2]}"
      return 0
    fi
  done <"$1/release"
}

is_new_enough() {
  local version
  version=$(jdk_version "$1")
  [ -n "$version" ] && [ "$version" -ge "$OLDEST_JDK" ]
}

java_on_path() {
  local java
  java=$(readlink -f "$(command -v java)") && echo "${java%/bin/java}"
}

# look_for_jdk: the first that is new enough, what the user chose before what merely lies about
look_for_jdk() {
  local home
  for home in "${ROUSE_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(java_on_path)" \
    /usr/lib/jvm/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    if [ -n "$home" ] && is_new_enough "$home"; then
      (cd "$home" && pwd -P)
      return 0
    fi
  done
  return 1
}

# need_jdk: exports ROUSE_JAVA_HOME, installing a JDK where that is possible
need_jdk() {
  ROUSE_JAVA_HOME=$(look_for_jdk) || {
    install_jdk
    ROUSE_JAVA_HOME=$(look_for_jdk) || no_jdk
  }
  export ROUSE_JAVA_HOME
}

install_jdk() {
  can_install || no_jdk
  local package
  refresh_lists openjdk-21-jdk-headless
  for package in openjdk-21-jdk-headless openjdk-25-jdk-headless temurin-21-jdk temurin-25-jdk; do
    known "$package" && install_packages "Rouse runs on Java $OLDEST_JDK or newer" "$package" && return 0
  done
  no_jdk
}

no_jdk() {
  die "no JDK $OLDEST_JDK or newer found in ROUSE_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm or /opt" \
    "install one, for example from https://adoptium.net, and set ROUSE_JAVA_HOME to its directory"
}

# need_maven: Maven itself is content with Java 17; the build finds the newer JDK by itself
need_maven() {
  need_command mvn "Rouse is built with Maven" maven
  [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_version "$JAVA_HOME" || echo 0)" -ge 17 ] 2>/dev/null && return 0
  if [ "$(jdk_version "$(java_on_path || true)")" -ge 17 ] 2>/dev/null; then
    unset JAVA_HOME
  else
    export JAVA_HOME=$ROUSE_JAVA_HOME
  fi
}
