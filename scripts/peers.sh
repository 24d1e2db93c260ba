# shellcheck shell=bash
# Sourced by ./benchmark, after find_maven. What Celeriac is compared with, from the registries into .celeriac/peers/.
# Each function exports the variable by which the harness knows its contender; without it the harness leaves the
# contender out. What cannot be had is said, and is no failure.

# install_peers ROOT
install_peers() {
  local root=$1 peers=$1/.celeriac/peers peer
  mkdir -p "$peers"
  # shellcheck source=scripts/python.sh
  source "$root/scripts/python.sh"
  # shellcheck source=scripts/rusty.sh
  source "$root/scripts/rusty.sh"
  for peer in python rusty asynq bullmq perftest; do
    "install_$peer" "$root/benchmarks" "$peers" || printf 'Without %s: its contenders are left out.\n' "$peer" >&2
  done
}

install_python() {
  python_environment "$2/venv" "$1/python/requirements.txt" "$2/venv.log" || return 1
  export BENCH_PYTHON=$REPLY
}

install_rusty() {
  find_cargo || { printf 'No cargo on the PATH. ' >&2; return 1; }
  build_crate "$1/rusty" "$2/rusty" "$2/rusty.log" || return 1
  export BENCH_RUSTY=$REPLY
}

install_asynq() {
  PATH=$PATH:/usr/local/go/bin
  command -v go >/dev/null 2>&1 || { printf 'No go on the PATH. ' >&2; return 1; }
  peer_step 'asynq' "$2/asynq.log" env -C "$1/asynq" go build -o "$2/asynq-bench" . || return 1
  export BENCH_ASYNQ=$2/asynq-bench
}

install_bullmq() {
  local want
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    printf 'No node or npm on the PATH. ' >&2
    return 1
  fi
  mkdir -p "$2/bullmq"
  want=$(cksum <"$1/bullmq/package-lock.json")
  if [[ $(cat "$2/bullmq/made-for" 2>/dev/null) != "$want" ]]; then
    cp "$1/bullmq/package.json" "$1/bullmq/package-lock.json" "$2/bullmq/"
    peer_step BullMQ "$2/bullmq.log" npm --prefix "$2/bullmq" ci --ignore-scripts --no-audit --no-fund || return 1
    printf '%s\n' "$want" >"$2/bullmq/made-for"
  fi
  export BENCH_BULLMQ=$2/bullmq
}

install_perftest() {
  local want
  want=$(cksum <"$1/perftest/pom.xml")
  if [[ $(cat "$2/perftest/made-for" 2>/dev/null) != "$want" ]]; then
    rm -rf "$2/perftest"
    peer_step PerfTest "$2/perftest.log" "$MVN" -B -ntp -f "$1/perftest/pom.xml" dependency:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$2/perftest" || return 1
    printf '%s\n' "$want" >"$2/perftest/made-for"
  fi
  export BENCH_PERFTEST=$2/perftest
}

# peer_step NAME LOG COMMAND...
peer_step() {
  local name=$1 log=$2
  shift 2
  printf 'Installing %s… ' "$name" >&2
  if ! "$@" >"$log" 2>&1 </dev/null; then
    printf 'failed:\n' >&2
    tail -n 10 "$log" >&2
    return 1
  fi
  printf 'done.\n' >&2
}
