# Debian packages, installed only where they are missing and only with the right to. Sourced after common.sh.
# shellcheck shell=bash

can_install() { is_root && have apt-get; }

APT_LOG=$ROUSE_STATE/apt.log

# apt_get ARGUMENT...: asks nothing; what it says goes to a file, and to the terminal only when it fails
apt_get() {
  mkdir -p "$ROUSE_STATE"
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get -qq -y -o DPkg::Lock::Timeout=120 "$@" </dev/null >"$APT_LOG" 2>&1 || {
    tail -n 5 "$APT_LOG" >&2
    return 1
  }
}

# known PACKAGE: apt has a version of it to offer
known() { [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]; }

# refresh_lists PACKAGE...: fetches the package lists, once and only when one of these is unknown
refresh_lists() {
  local package
  for package in "$@"; do
    known "$package" && continue
    [ -z "${ROUSE_LISTS_FRESH:-}" ] || return 0
    say "fetching the package lists (apt-get update)"
    apt_get update || say "apt-get update failed; going on with the lists there are"
    ROUSE_LISTS_FRESH=1
  done
}

# install_packages REASON PACKAGE...: says what it installs and what for
install_packages() {
  local reason=$1
  shift
  can_install || die "$reason needs the packages: $*" "install them with your package manager, then run this again"
  refresh_lists "$@"
  say "installing $* ($reason)"
  apt_get install --no-install-recommends "$@" && return 0
  # lists older than the mirror name versions it no longer has
  say "fetching the package lists (apt-get update)"
  if apt_get update && apt_get install --no-install-recommends "$@"; then return 0; fi
  die "apt-get could not install: $*" "install them by hand, then run this again"
}

# need_command COMMAND REASON PACKAGE...: installs when the command is missing
need_command() {
  have "$1" || install_packages "$2" "${@:3}"
}

# What the tests drive for real: a browser, a load balancer, Compose in its first version, Git, the checker of alert rules, a shell for tiny images.
need_test_packages() {
  local missing=()
  have chromium || missing+=(chromium)
  have chromedriver || missing+=(chromium-driver)
  have haproxy || missing+=(haproxy)
  have docker-compose || missing+=(docker-compose)
  have git || missing+=(git)
  have curl || missing+=(curl)
  have promtool || missing+=(prometheus)
  static_busybox >/dev/null || missing+=(busybox-static)
  [ ${#missing[@]} -eq 0 ] || install_packages "the tests" "${missing[@]}"
}

# need_fault_packages: what scripts/faults needs besides
need_fault_packages() {
  local missing=()
  have ip || missing+=(iproute2)
  have faketime || missing+=(faketime)
  [ ${#missing[@]} -eq 0 ] || install_packages "the faults" "${missing[@]}"
}

# static_busybox: the path of a busybox that needs no libraries, so that it runs in an empty image
static_busybox() {
  local path
  for path in /bin/busybox /usr/bin/busybox /bin/busybox.static; do
    [ -x "$path" ] && ! ldd "$path" >/dev/null 2>&1 && printf '%s\n' "$path" && return 0
  done
  return 1
}
