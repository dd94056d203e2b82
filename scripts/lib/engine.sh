# Finds a Docker engine, or installs and starts one, and stops again what it started. Sourced after packages.sh.
# shellcheck shell=bash

ENGINE_LOG=$ROUSE_STATE/engine.log
# Says that the script of this name, in this clone, started the engine that runs, and how: "pid 123" or "systemd"
ENGINE_MARK=$ROUSE_STATE/engine.$(basename "$0")
ENGINE_STARTED=no # yes: this very run of the script did

engine_answers() { timeout 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# need_engine: a Docker engine answers afterwards, or the script has ended with the reason
need_engine() {
  if have docker && engine_answers; then return 0; fi
  [ -z "${DOCKER_HOST:-}" ] ||
    die "the Docker engine at DOCKER_HOST=$DOCKER_HOST does not answer" "start it, or unset DOCKER_HOST to use one on this machine"
  if [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
    die "no right to use the Docker engine at /var/run/docker.sock" \
      "run as root, or 'sudo usermod -aG docker $(id -un)' and log in again"
  fi
  is_root || die "no Docker engine answers at /var/run/docker.sock" \
    "start it ('sudo systemctl start docker') or install one: https://docs.docker.com/engine/install/"
  install_engine
  engine_answers && return 0
  start_engine
}

install_engine() {
  local packages=()
  have dockerd || packages+=(docker.io)
  have iptables || packages+=(iptables)
  # where the client is a package of its own, the engine's does not bring it
  if ! have docker && have apt-cache; then
    refresh_lists docker.io
    if known docker-cli; then packages+=(docker-cli); elif have dockerd; then packages+=(docker.io); fi
  fi
  [ ${#packages[@]} -gt 0 ] || return 0
  have apt-get || die "there is no Docker engine on this machine" "install one: https://docs.docker.com/engine/install/"
  forbid_service_start
  install_packages "Rouse keeps Docker containers alive" "${packages[@]}"
  allow_service_start
}

# Without systemd a package may start its daemon where nobody would stop it again: it shall not, we do.
forbid_service_start() {
  [ -d /run/systemd/system ] || [ -e /usr/sbin/policy-rc.d ] && return 0
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  POLICY_IS_OURS=yes
}

allow_service_start() {
  [ "${POLICY_IS_OURS:-no}" = no ] || rm -f /usr/sbin/policy-rc.d
  POLICY_IS_OURS=no
}

start_engine() {
  mkdir -p "$ROUSE_STATE"
  if [ -d /run/systemd/system ]; then
    say "starting the Docker engine (systemctl start docker)"
    systemctl start docker || die "systemctl could not start docker" "see 'journalctl -u docker'"
    echo systemd >"$ENGINE_MARK"
  else
    clear_stale_pid /var/run/docker.pid dockerd
    clear_stale_pid /var/run/docker/containerd/containerd.pid containerd
    mount_cgroups
    say "starting the Docker engine (dockerd, log in $ENGINE_LOG)"
    setsid dockerd --host unix:///var/run/docker.sock >>"$ENGINE_LOG" 2>&1 </dev/null &
    echo "pid $!" >"$ENGINE_MARK"
  fi
  ENGINE_STARTED=yes
  await 60 engine_answers_or_died || engine_failed "it did not answer within 60 s"
  engine_answers || engine_failed "$(grep -E 'failed|fatal|error' "$ENGINE_LOG" | tail -n 1)"
}

engine_answers_or_died() {
  local how pid
  engine_answers && return 0
  read -r how pid <"$ENGINE_MARK"
  [ "$how" = pid ] && gone "$pid"
}

engine_failed() {
  stop_engine
  die "the Docker engine did not start: $1" "see $ENGINE_LOG"
}

# clear_stale_pid FILE COMMAND: a number left by an engine that was killed may belong to another process by now
clear_stale_pid() {
  [ -f "$1" ] || return 0
  local pid
  pid=$(cat "$1")
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]; then
    [ "$2" != dockerd ] || await 20 engine_answers ||
      die "dockerd runs (process $pid) but does not answer" "stop it with 'kill $pid', then run this again"
    return 0
  fi
  say "removing $1, left by a $2 that no longer runs"
  rm -f "$1"
}

# A bare machine may have no control groups mounted; the engine cannot do without.
mount_cgroups() {
  [ -d /sys/fs/cgroup ] || return 0
  [ -z "$(ls -A /sys/fs/cgroup 2>/dev/null)" ] || return 0
  say "mounting the control groups at /sys/fs/cgroup"
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
}

# stop_engine: only the engine that this script started, now or in an earlier run, and by its own number
stop_engine() {
  [ -f "$ENGINE_MARK" ] || return 0
  local how pid
  read -r how pid <"$ENGINE_MARK" || true
  rm -f "$ENGINE_MARK"
  ENGINE_STARTED=no
  case $how in
    systemd) say "stopping the Docker engine" && systemctl stop docker.socket docker ;;
    pid) pid_is "$pid" dockerd && say "stopping the Docker engine" && stop_process "$pid" 30 ;;
  esac || true
}

# stop_own_engine: for the end of a script that leaves nothing running
stop_own_engine() {
  allow_service_start
  [ "$ENGINE_STARTED" = no ] || stop_engine
}
