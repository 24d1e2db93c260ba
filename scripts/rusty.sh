# shellcheck shell=bash
# Sourced by ./test, not with --fast. Rusty Celery for the interop tests: builds the Cargo project in
# interop/rusty, if there is one, and exports CELERIAC_TEST_RUSTY, the program it makes.
#
# What interop/rusty has to be: a package with a Cargo.lock and one binary. Its target directory is
# .celeriac/rusty, so that the one long build is kept between runs and stays out of the source tree.
# Needs cargo: the one on the PATH or in ~/.cargo, else Debian's package.

# build_rusty ROOT: succeeds without exporting anything where there is no interop/rusty.
build_rusty() {
  local manifest=$1/interop/rusty/Cargo.toml target=$1/.celeriac/rusty log=$1/.celeriac/rusty.log name
  [[ -e $manifest ]] || return 0
  PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
  need_program cargo cargo gcc libc6-dev || return 1
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
  export CELERIAC_TEST_RUSTY=$target/release/$name
  printf 'done.\n' >&2
}
