# How the JVM is set for each verb, in the checkout and in the packages alike. Sourced by POSIX shells; starts no process, since
# every verb comes by here.
# shellcheck shell=sh

# jvm_options VERB: sets jvm_options to options without spaces, and jvm_classes to the kind of program it is
jvm_options() {
  jvm_options="-XX:+UseSerialGC -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED"
  # The class archive stays where it was made for, and is read as far as it is needed. Elsewhere in memory, as the JVM would have it,
  # every page of it is read and changed.
  jvm_options="$jvm_options -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
  # Else each thread that meets another at the C library's heap gets one of its own, which keeps what it has.
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
  # Code is compiled when it has run four times as often as usual: what only the start needs is not compiled at all. What the C library
  # holds and nobody needs goes back to the system once a minute; a Java that cannot do that ignores it.
  jvm_tidy="-XX:CompileThresholdScaling=4 -XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=60000"
  case ${1:-} in
    guard)
      # at work for days beside everything else of the host: a heap that grows by no more than what is held, and a small room for what is new
      jvm_classes=$1
      jvm_options="$jvm_options -XX:TieredStopAtLevel=1 -Xms32m -Xmn8m -Xmx${ROUSE_HEAP:-192m} -XX:MinHeapFreeRatio=10"
      jvm_options="$jvm_options -XX:MaxHeapFreeRatio=20 -XX:+ExitOnOutOfMemoryError $jvm_tidy"
      ;;
    dev | streams | executor)
      # At work for days as well, and perhaps for a large platform: the room for what is new grows with what is held. The second compiler
      # would be at work for minutes, and takes more of the processor than twenty modules do. A streams app that reads many
      # thousand beats a second gains by it: ROUSE_JAVA_OPTS=-XX:TieredStopAtLevel=4.
      jvm_classes=$1
      jvm_options="$jvm_options -XX:TieredStopAtLevel=1 -Xms12m -XX:NewSize=4m -XX:NewRatio=5 -Xmx${ROUSE_HEAP:-512m}"
      jvm_options="$jvm_options -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:+ExitOnOutOfMemoryError $jvm_tidy"
      ;;
    *)
      # over in a moment: start fast
      # shellcheck disable=SC2034
      jvm_classes=short
      jvm_options="$jvm_options -Xmx256m -XX:TieredStopAtLevel=1"
      ;;
  esac
}
