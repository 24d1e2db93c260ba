# shellcheck shell=bash
# Sourced, after find_jdk and, but by build.sh, current_build. How a JVM of ours is started: by ./celeriac, and by what is measured
# beside it.

# Sets REPLY to the absolute class path of the build.
application_classpath() {
  local names
  IFS= read -r names <"$BUILD/classpath" || [[ -n $names ]]
  REPLY=$BUILD/${names//:/:$BUILD/}
}

# jvm_options COMMAND [prefork]: sets JVM_OPTIONS. COMMAND may be empty.
jvm_options() {
  # The JVM reads the last two by itself, and ends where they and ours exclude each other.
  local command=$1 pool=${2:-} cores given="${CELERIAC_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-}"
  JVM_OPTIONS=(--enable-native-access=ALL-UNNAMED)

  # jcmd and jstack wake a JVM that does not listen to them with SIGQUIT, which ends a worker cold.
  if [[ $command == worker ]]; then JVM_OPTIONS+=(-XX:+StartAttachListener); fi

  # One core or two have no room for a collector with threads of its own, and short commands no use for one.
  if [[ $given != *Use*GC* ]]; then
    cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
    if ((cores <= 2)) || [[ $command != worker && $command != quickstart ]]; then JVM_OPTIONS+=(-XX:+UseSerialGC); fi
  fi
  heap_options "$given" "$pool"
  compact_headers

  # What is over within a second has no use for the compiler that takes its time: half the CPU time.
  case $command in
    worker | beat | quickstart | dashboard | events | migrate | produce | roundtrip | canvas) ;;
    *) JVM_OPTIONS+=(-XX:TieredStopAtLevel=1) ;;
  esac

  # What was rehearsed after the build. The JVM passes over a cache that does not fit it, and says so, but not here.
  if [[ -e $BUILD/celeriac.aot && $given != *AOT* && $given != *hare* ]]; then
    JVM_OPTIONS+=("-XX:AOTCache=$BUILD/celeriac.aot" '-Xlog:cds*=off' '-Xlog:aot*=off')
  fi

  # Read as words on purpose: it holds several options.
  # shellcheck disable=SC2206
  JVM_OPTIONS+=(${CELERIAC_JAVA_OPTS:-})
}

# heap_options GIVEN [prefork]: the JVM would begin with a sixty-fourth of the machine's memory, and fill it before it collects
# for the first time. Measured: what a worker has in hand must fit into the young generation's survivors; where it does
# not, it is promoted, the old generation grows by each task, and a third of the throughput goes there.
heap_options() {
  case $1 in
    *-Xms* | *Initial* | *-Xmn* | *NewSize* | *NewRatio*) ;;
    *-Xmx* | *MaxHeapSize* | *MaxRAM*) JVM_OPTIONS+=(-Xms16m) ;;
    # Children get the options of their parent, and have one task in hand.
    *) if [[ ${2:-} == prefork ]]; then
      JVM_OPTIONS+=(-Xms16m)
    else
      JVM_OPTIONS+=(-Xms48m -XX:NewSize=40m -XX:SurvivorRatio=6)
    fi ;;
  esac
}

# Not every distribution ships the base archive for compact headers; without it they would cost more than they save.
compact_headers() {
  if [[ -e $JAVA_HOME/lib/server/classes_coh.jsa ]]; then JVM_OPTIONS+=(-XX:+UseCompactObjectHeaders); fi
}

# rehearse: has the JVM write an AOT cache beside the build, from which all that is started later maps its classes,
# read, checked and linked, and knows how they behave. Takes some ten seconds; without it all works too.
rehearse() {
  local draft=$BUILD/celeriac.aot.$$
  JVM_OPTIONS=(--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC)
  compact_headers
  application_classpath
  if "$JAVA" "${JVM_OPTIONS[@]}" "-XX:AOTCacheOutput=$draft" \
    -cp "$REPLY" io.celeriac.cli.Rehearsal >"$BUILD/rehearsal.log" 2>&1; then
    mv "$draft" "$BUILD/celeriac.aot"
  else
    rm -f "$draft" "$draft.config"
  fi
}

# Does so beside whatever comes next, which must neither wait for it nor hear of it.
rehearse_meanwhile() {
  (
    {
      renice -n 19 "$BASHPID" || true
      rehearse
    } </dev/null >/dev/null 2>&1 9>&- &
  )
}
