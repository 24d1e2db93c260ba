# shellcheck shell=bash
# Sourced. Installs what is missing with the system's own packages, on Debian and its kin only.
# Elsewhere, or without the right to, the caller says what to install by hand.

# Whether install_packages could do anything here: apt, and root or a sudo that asks for no password.
can_install_packages() {
  command -v apt-get >/dev/null 2>&1 || return 1
  [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

# Fills apt's lists where they are empty, as in a fresh container image.
refresh_package_lists_once() {
  [[ -z ${PACKAGE_LISTS_FRESH:-} ]] || return 0
  PACKAGE_LISTS_FRESH=yes
  as_root apt-get -qq update >/dev/null 2>&1 || true
}

# known_package NAME...: prints the first of these that apt could install, or fails.
known_package() {
  local name
  for name in "$@"; do
    if apt-cache policy "$name" 2>/dev/null | grep -qE '^ *Candidate: *[0-9]'; then
      printf '%s\n' "$name"
      return 0
    fi
  done
  return 1
}

# install_packages PACKAGE...
# Debian starts a server as soon as its package is unpacked. A test run wants the program, not one more
# server on the standard port, so that starting is held back for as long as the installation takes.
install_packages() {
  local held_back='' log status=0
  can_install_packages || return 1
  refresh_package_lists_once
  printf 'Installing %s (apt)…\n' "$*" >&2
  if [[ ! -e /usr/sbin/policy-rc.d ]]; then
    held_back=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
  fi
  log=$(mktemp)
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -q -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@" >"$log" 2>&1 </dev/null || status=$?
  [[ -z $held_back ]] || as_root rm -f /usr/sbin/policy-rc.d
  if [[ $status != 0 ]]; then
    printf 'apt-get install %s failed with status %s:\n' "$*" "$status" >&2
    tail -n 15 "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

# need_program PROGRAM PACKAGE...: makes sure of PROGRAM on the PATH, or says what is missing and fails.
need_program() {
  local program=$1
  shift
  hash -r
  command -v "$program" >/dev/null 2>&1 && return 0
  if can_install_packages && install_packages "$@"; then
    hash -r
    command -v "$program" >/dev/null 2>&1 && return 0
  fi
  printf 'celeriac: %s is not on the PATH, and could not be installed from here.\n' "$program" >&2
  printf '  On Debian or Ubuntu: sudo apt-get install %s; elsewhere install the package of that name.\n' "$*" >&2
  return 1
}
