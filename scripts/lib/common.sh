# Words and small tools every script here uses. Sourced, never run.
# shellcheck shell=bash

ROUSE_ROOT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
# Not exported: the rouse command takes every ROUSE_ variable for a setting.
# shellcheck disable=SC2034
ROUSE_STATE=$ROUSE_ROOT/.rouse

# With an empty environment, as a service has it, the shell finds commands by itself and tells them nothing.
export PATH

# say MESSAGE: what is going on, on stderr, because stdout is for data
say() { printf '%s\n' "$*" >&2; }

# die WHAT-HAPPENED [WHAT-TO-DO-NEXT]: one line, then out
die() {
  printf 'error: %s\n' "$1${2:+ - $2}" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# now: milliseconds since the epoch
now() { date +%s%3N; }

# seconds_since START: "12.3", START as now gave it
seconds_since() {
  local took=$(($(now) - $1))
  printf '%d.%d' $((took / 1000)) $((took % 1000 / 100))
}

# await SECONDS COMMAND...: until the command succeeds; fails when the time is over
await() {
  local deadline=$(($(now) + $1 * 1000))
  shift
  until "$@"; do
    [ "$(now)" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

# port_taken PORT: somebody listens on it at this host
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# pid_is PID WORD: the process lives and WORD stands in its command line (numbers are given out again)
pid_is() { [ -n "$1" ] && [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") == *"$2"* ]]; } 2>/dev/null

# gone PID: the process has ended (one that only waits to be reaped has, too)
gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# stop_process PID SECONDS: SIGTERM, then SIGKILL when it has not ended in time
stop_process() {
  kill -TERM "$1" 2>/dev/null || return 0
  await "$2" gone "$1" && return 0
  kill -KILL "$1" 2>/dev/null || true
  await 5 gone "$1"
}
