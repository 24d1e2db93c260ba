# shellcheck shell=bash
# Sourced by ./test, not with --fast, and by ./benchmark. Rusty Celery on the other end: of the interop tests
# (build_rusty), and beside ours (build_crate).
#
# What interop/rusty has to be: a package with a Cargo.lock and one binary. Its target directory is
# .celeriac/rusty, so that the one long build is kept between runs and stays out of the source tree.
# Needs cargo 1.85 or newer, on the PATH or in ~/.cargo; that of a distribution is often too old to install.
#
# Without cargo the tests that need it are skipped and say so, for nothing else depends on Rust. The same
# when the build fails; with CI=true that is a failure.

# build_rusty ROOT: builds interop/rusty, if there is one, and exports CELERIAC_TEST_RUSTY, the program it makes.
build_rusty() {
  [[ -e $1/interop/rusty/Cargo.toml ]] || return 0
  if ! find_cargo; then
    printf 'No cargo on the PATH: the tests with Rusty Celery will be skipped.\n' >&2
    return 0
  fi
  if ! build_crate "$1/interop/rusty" "$1/.celeriac/rusty" "$1/.celeriac/rusty.log"; then
    [[ ${CI:-} != true ]] || return 1
    printf 'The tests with Rusty Celery will be skipped. It needs Cargo 1.85 or newer.\n' >&2
    return 0
  fi
  export CELERIAC_TEST_RUSTY=$REPLY
}

find_cargo() {
  PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
  command -v cargo >/dev/null 2>&1
}

# build_crate DIRECTORY TARGET LOG: sets REPLY to the program that the package in DIRECTORY makes.
build_crate() {
  local manifest=$1/Cargo.toml target=$2 log=$3 name
  printf 'Building Rusty Celery (the first time takes minutes)… ' >&2
  mkdir -p "$target"
  # --locked: the crates that were tested with, not the newest ones of the day.
  if ! CARGO_TARGET_DIR=$target cargo build --release --locked --manifest-path "$manifest" >"$log" 2>&1 </dev/null; then
    printf 'failed:\n' >&2
    tail -n 15 "$log" >&2
    return 1
  fi
  # The binary carries the package's name, which is the first one in its manifest.
  name=$(sed -n 's/^name *= *"\(.*\)".*/\1/p' "$manifest" | head -n 1)
  REPLY=$target/release/$name
  printf 'done.\n' >&2
}
