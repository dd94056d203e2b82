# How the JVM is set for each verb, in the checkout and in the packages alike. Sourced by POSIX shells; starts no process, since
# every verb comes by here.
# shellcheck shell=sh

# jvm_options VERB: sets jvm_options to options without spaces, and jvm_classes to the kind of program it is
jvm_options() {
  jvm_options="-XX:+UseSerialGC -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED"
  # The class archive stays where it was made for, and is read as far as it is needed. Elsewhere in memory, as the JVM would have it,
  # every page of it is read and changed.
  jvm_options="$jvm_options -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
  case ${1:-} in
    guard)
      # at work for days beside everything else of the host: a heap that grows by no more than what is held, and a small room for what is new
      jvm_classes=$1
      jvm_options="$jvm_options -XX:TieredStopAtLevel=1 -Xms32m -Xmn8m -Xmx${ROUSE_HEAP:-192m} -XX:MinHeapFreeRatio=10"
      jvm_options="$jvm_options -XX:MaxHeapFreeRatio=20 -XX:+ExitOnOutOfMemoryError"
      ;;
    dev | streams | executor)
      # at work for days: a fixed heap
      jvm_classes=$1
      jvm_options="$jvm_options -Xms64m -Xmx${ROUSE_HEAP:-512m} -XX:+ExitOnOutOfMemoryError"
      # The streams app alone may serve a platform so large that the second compiler pays: for twenty modules it is at work for
      # longer than four minutes, and takes more of the processor than the platform does.
      [ "$1" = streams ] || jvm_options="$jvm_options -XX:TieredStopAtLevel=1"
      ;;
    *)
      # over in a moment: start fast
      # shellcheck disable=SC2034
      jvm_classes=short
      jvm_options="$jvm_options -Xmx256m -XX:TieredStopAtLevel=1"
      ;;
  esac
}
