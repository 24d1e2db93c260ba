# shellcheck shell=bash
# Sourced, after find_jdk and current_build. How a JVM of ours is started: by ./celeriac, and by what is measured
# beside it.

# has_directory PATH: whether one of its entries is a directory of classes.
has_directory() {
  local entry rest=$1:
  while [[ -n $rest ]]; do
    entry=${rest%%:*}
    rest=${rest#*:}
    if [[ -d $entry ]]; then return 0; fi
  done
  return 1
}

# Sets REPLY to the absolute class path of the build.
application_classpath() {
  local names
  IFS= read -r names <"$BUILD/classpath" || [[ -n $names ]]
  REPLY=$BUILD/${names//:/:$BUILD/}
}

# jvm_options ROOT CLASSPATH COMMAND: sets JVM_OPTIONS. CLASSPATH is what an application adds to ours; COMMAND may be empty.
jvm_options() {
  local root=$1 classpath=$2 command=$3 archives=${XDG_CACHE_HOME:-$HOME/.cache}/celeriac key cores
  JVM_OPTIONS=(--enable-native-access=ALL-UNNAMED)

  # jcmd and jstack wake a JVM that does not listen to them with SIGQUIT, which ends a worker cold.
  if [[ $command == worker ]]; then JVM_OPTIONS+=(-XX:+StartAttachListener); fi

  # One core or two have no room for a collector with threads of its own, and short commands no use for one.
  if [[ ${CELERIAC_JAVA_OPTS:-} != *Use*GC* ]]; then
    cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
    if ((cores <= 2)) || [[ $command != worker && $command != quickstart ]]; then JVM_OPTIONS+=(-XX:+UseSerialGC); fi
  fi

  # The JVM would begin with a sixty-fourth of the machine's memory, and fill it before it collects for the first time.
  if [[ ${CELERIAC_JAVA_OPTS:-} != *-Xms* && ${CELERIAC_JAVA_OPTS:-} != *Initial* ]]; then JVM_OPTIONS+=(-Xms16m); fi

  # Not every distribution ships the base archive for compact headers; without it they would cost more than they save.
  if [[ -e $JAVA_HOME/lib/server/classes_coh.jsa ]]; then JVM_OPTIONS+=(-XX:+UseCompactObjectHeaders); fi

  # The classes that a command loads are written down, parsed and checked, when it first ends, and mapped from there at
  # the next start: half the CPU time. One archive for each command, since it holds what its first run used; the JVM
  # itself replaces it when the jars or the JDK have changed.
  # It takes jars only: with a directory in the class path it would end the command with an error of its own.
  key=$(printf '%s\n' "$root" "$JAVA_HOME" "$classpath" | cksum)
  if ! has_directory "$classpath" && mkdir -p "$archives" 2>/dev/null && [[ -w $archives ]]; then
    JVM_OPTIONS+=(-XX:+AutoCreateSharedArchive
      "-XX:SharedArchiveFile=$archives/celeriac-${key%% *}-${command:-other}.jsa")
  fi
  # An archive is a matter between the JVM and its cache: no word of it among the command's own output.
  JVM_OPTIONS+=(-Xshare:auto '-Xlog:cds*=off' '-Xlog:aot*=off')

  # Read as words on purpose: it holds several options.
  # shellcheck disable=SC2206
  JVM_OPTIONS+=(${CELERIAC_JAVA_OPTS:-})
}
