# shellcheck shell=bash
# Sourced, after find_jdk. find_maven sets MVN; run_maven runs it with everything going to a log.

# shellcheck source=scripts/packages.sh
source "${BASH_SOURCE[0]%/*}/packages.sh"

MAVEN_MINIMUM=3.8.7

find_maven() {
  local version
  need_program mvn maven || return 1
  MVN=$(command -v mvn)
  version=$("$MVN" -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' | head -n 1)
  if [[ $(printf '%s\n' "$MAVEN_MINIMUM" "$version" | sort -V | head -n 1) != "$MAVEN_MINIMUM" ]]; then
    printf 'celeriac: %s is Maven %s, and the build needs %s or newer (https://maven.apache.org).\n' \
      "$MVN" "${version:-of unknown version}" "$MAVEN_MINIMUM" >&2
    return 1
  fi
}

# Whether Maven failed because of the network: for something that is not ours, as modules that fail take
# those that need them along.
download_failed() {
  grep -E '^\[(ERROR|WARNING|FATAL)\].*(Could not transfer artifact|during a previous attempt)' "$1" |
    grep -qvE 'artifact io\.celeriac|^\[ERROR\].*io\.celeriac:[^ ]* was not found'
}

# run_maven LOG ARGUMENT...
# Runs in the current directory. Output goes to LOG, and to the command in MAVEN_PROGRESS as it comes.
# A failed download is tried once more; with -U, because Maven remembers failures for a day.
run_maven() {
  local log=$1
  shift
  maven_once "$log" "$@" && return 0
  download_failed "$log" || return 1
  printf 'A download failed; trying once more…\n' >&2
  maven_once "$log" -U "$@"
}

maven_once() {
  local log=$1 status=0 signals=()
  shift
  # Whoever started this in the background may have had Ctrl-C ignored; tests that send SIGINT to a
  # worker would inherit that. Old versions of env cannot undo it.
  if env --default-signal=INT,QUIT true 2>/dev/null; then signals=("--default-signal=INT,QUIT"); fi
  # Maven's own libraries draw warnings from a new JVM (Unsafe, native access) that tell our user nothing.
  env -u MAVEN_PROGRESS ${signals[@]+"${signals[@]}"} \
    "MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
    "$MVN" -B -ntp -Dstyle.color=never "$@" </dev/null 2>&1 |
    tee "$log" | "${MAVEN_PROGRESS:-swallow}" || status=$?
  # With --fail-never the exit status tells nothing.
  if grep -q '^\[INFO\] BUILD FAILURE' "$log"; then status=1; fi
  return "$status"
}

# maven_errors LOG: what but failing tests made the build fail, without Maven's advice. Compiler warnings
# belong to it, for they are errors here; the warnings of anything else do not.
maven_errors() {
  awk '
    NR == 1 && /^[A-Za-z]/ { print }
    /COMPILATION (WARNING|ERROR)/ { compiling = 1; next }
    /^\[INFO\] ---.* @ / { compiling = 0 }
    /^\[INFO\] BUILD FAILURE/ { summing_up = 1; compiling = 0 }
    /^\[INFO\] Reactor Build Order|^\[INFO\] -+< / { ordered = 1 }
    !/^\[(ERROR|FATAL|WARNING)\]/ { next }
    /\] *$|\[Help [0-9]\]|\] +\tat |\] Command was |full stack trace|-X switch|For more information|resume the build|mvn <args>/ { next }
    /There are test failures|\] See (dump files|.*surefire-reports)/ { next }
    # Tests that fail are listed elsewhere: of Surefire only what else befell it, as a JVM that crashed.
    /Failed to execute goal/ { held = "" }
    /Failed to execute goal.*maven-surefire-plugin.*: *$/ { held = $0 "\n"; next }
    seen[$0]++ { next }
    compiling || (/^\[(ERROR|FATAL)\]/ && (summing_up || !ordered)) { printf "%s%s\n", held, $0; held = "" }
  ' "$1" | cut -c1-400 | head -n 40
}

swallow() { cat >/dev/null; }
