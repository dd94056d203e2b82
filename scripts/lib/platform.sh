# The demo's platform: starts rouse dev for it, and takes away whatever is left of it. Sourced after engine.sh.
# shellcheck shell=bash

PLATFORM=ias
PLATFORM_FILE=examples/ias/compose.yaml
DEV_LOG=$ROUSE_STATE/dev.log
DEV_PID=$ROUSE_STATE/dev.pid # also says that this clone, and no other, has to do with the platform's containers
ROUSE_PORTS=("${ROUSE_HTTP_PORT:-7070}" "${ROUSE_EXECUTOR_PORT:-6969}")

# dev_pid: of the dev that works for the platform, also when it was started again by hand; else of the one the demo started
dev_pid() {
  local state=$ROUSE_STATE/dev.json pid=""
  if grep -qF "\"$ROUSE_ROOT/$PLATFORM_FILE\"" "$state" 2>/dev/null; then
    pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$state")
  fi
  if pid_is "$pid" rouse.cli.Rouse; then echo "$pid"; else cat "$DEV_PID" 2>/dev/null || true; fi
}

dev_runs() { pid_is "$(dev_pid)" rouse.cli.Rouse; }

own_containers() {
  docker ps -aq --filter "label=com.docker.compose.project=$PLATFORM" --filter "label=rouse.platform=$PLATFORM" 2>/dev/null
}

own_networks() {
  docker network ls -q --filter "label=com.docker.compose.project=$PLATFORM" --filter "label=rouse.platform=$PLATFORM" 2>/dev/null
}

# need_ports: nobody else listens where the platform will (its own containers may, if an earlier dev was killed)
need_ports() {
  local port taken=()
  if [ -f "$DEV_PID" ] && have docker && [ -n "$(own_containers)" ]; then return 0; fi
  for port in "${ROUSE_PORTS[@]}" $(published_ports); do
    if port_taken "$port"; then taken+=("$port"); fi
  done
  [ ${#taken[@]} -eq 0 ] ||
    die "taken by something else on this machine: port ${taken[*]}" "stop what 'ss -ltnp' names, then run this again"
}

published_ports() { sed -n 's/^ *ports: *\[\(.*\)\]/\1/p' "$ROUSE_ROOT/$PLATFORM_FILE" | grep -oE '[0-9]+:[0-9]+"' | cut -d: -f1; }

# start_dev: rouse dev in a session of its own, so that a Ctrl-C meant for us does not reach it
start_dev() {
  mkdir -p "$ROUSE_STATE"
  : >"$DEV_LOG"
  (cd "$ROUSE_ROOT" && exec setsid "$ROUSE_ROOT/scripts/rouse" dev -f "$PLATFORM_FILE" >>"$DEV_LOG" 2>&1 </dev/null) &
  echo $! >"$DEV_PID"
}

# await_alive SECONDS: until every module is alive; dies with the reason when dev does not make it
await_alive() {
  local dev waiter code=0
  dev=$(dev_pid)
  (cd "$ROUSE_ROOT" && exec "$ROUSE_ROOT/scripts/rouse" status --platform "$PLATFORM" --wait --timeout "$1s" >&2 </dev/null) &
  waiter=$!
  until gone "$waiter" || gone "$dev"; do sleep 0.1; done
  if gone "$dev"; then
    stop_process "$waiter" 5 || true
    die "rouse dev ended: $(grep -v '^[[:space:]]*at ' "$DEV_LOG" | tail -n 1 | sed 's/^error: //')" "see $DEV_LOG"
  fi
  wait "$waiter" || code=$?
  [ "$code" -eq 0 ] || die "the platform did not come alive" "the reason is above, more of it in $DEV_LOG"
}

# take_down: the platform withdrawn, dev stopped, and nothing left of either, however they ended
take_down() {
  [ -f "$DEV_PID" ] || return 0
  if dev_runs; then
    say "taking the platform down"
    (cd "$ROUSE_ROOT" && timeout 90 "$ROUSE_ROOT/scripts/rouse" down -f "$PLATFORM_FILE" >&2 </dev/null) || true
    stop_process "$(dev_pid)" 30 || true
  fi
  if have docker && engine_answers; then sweep; fi
  rm -f "$DEV_PID"
}

# sweep: what a killed dev has left behind, by the ids of what carries both labels
sweep() {
  local left
  left=$(own_containers)
  # shellcheck disable=SC2086 # one word for each id
  [ -z "$left" ] || { say "removing containers that were left" && docker rm -f $left >/dev/null; }
  left=$(own_networks)
  # shellcheck disable=SC2086
  [ -z "$left" ] || docker network rm $left >/dev/null
}
