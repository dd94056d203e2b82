# Builds the rouse command when its sources are newer than it. Sourced after jdk.sh.
# shellcheck shell=bash

ROUSE_JAR=$ROUSE_ROOT/cli/target/rouse.jar
ROUSE_LIB=$ROUSE_ROOT/cli/target/lib

# is_built: the jar is there and nothing it is made of has changed since
is_built() {
  [ -f "$ROUSE_JAR" ] && [ -d "$ROUSE_LIB" ] || return 1
  local changed
  changed=$(cd "$ROUSE_ROOT" && find pom.xml ./*/pom.xml ./*/src/main \
    -type f -newer "$ROUSE_JAR" -print -quit 2>/dev/null)
  [ -z "$changed" ]
}

# maven ARGUMENT...: from the root, without colours and download bars where nobody looks
maven() {
  local quiet=(--no-transfer-progress)
  [ -t 2 ] || quiet+=(--batch-mode -Dstyle.color=never)
  (cd "$ROUSE_ROOT" && mvn "${quiet[@]}" "$@" </dev/null)
}

# need_build: cli/target/rouse.jar and its libraries are there and current
need_build() {
  is_built && return 0
  need_jdk
  need_maven
  say "building Rouse"
  rm -rf "$ROUSE_LIB" # libraries of earlier builds
  maven -q -DskipTests -Dspotless.check.skip=true -pl cli -am package >&2 ||
    die "the build failed" "read Maven's message above; 'mvn -DskipTests package' repeats it"
  rm -f "$ROUSE_ROOT"/cli/target/*.jsa # class archives of earlier builds
  touch "$ROUSE_JAR"
}
