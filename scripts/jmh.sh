# shellcheck shell=bash
# Sourced by ./benchmark --jmh, after find_jdk, find_maven and build.sh. The classes named *Benchmark are compiled with
# all else; JMH's own classes around them are written here, from the same sources, and checked by nobody.

# run_jmh ROOT [REGEX] [JMH OPTIONS]
run_jmh() {
  local root=$1 work=$1/.celeriac/jmh jars=$1/benchmarks/target/quick/runtime.classpath classpath status=0
  JMH_OPTIONS=()
  shift
  # That file is the build's; a build that is up to date may have lost it.
  if [[ ! -r $jars ]]; then rm -f "$root/.celeriac/app/current"; fi
  current_build "$root" benchmarks || build_application "$root" benchmarks
  # The processor compiles, and JMH runs, the jars that ./celeriac runs; only JMH comes from elsewhere.
  # shellcheck source=scripts/jvm.sh
  source "$root/scripts/jvm.sh"
  application_classpath
  classpath=$REPLY:$(printf '%s\n' "$BUILD"/benchmarks/*.jar):$(tr ':' '\n' <"$jars" | grep -E '/(jmh-|jopt-|commons-math3)' | paste -sd :)
  rm -rf "$work/classes"
  mkdir -p "$work/classes" "$root/.celeriac/benchmark"
  find "$root/benchmarks/src/main/java" -name '*Benchmark.java' >"$work/sources"
  "$JAVA_HOME/bin/javac" -nowarn -proc:full -processor org.openjdk.jmh.generators.BenchmarkProcessor -parameters \
    -cp "$classpath" -d "$work/classes" "@$work/sources" 2>"$work/javac.log" || {
    cat "$work/javac.log" >&2
    return 1
  }

  WORK=$(mktemp -d "${TMPDIR:-/tmp}/celeriac-jmh.XXXXXX")
  # shellcheck source=scripts/servers.sh
  source "$root/scripts/servers.sh"
  need_program openssl openssl
  mkdir "$WORK/redis"
  make_certificates "$WORK"
  start_or_try_again Redis start_redis "$WORK/redis"
  # What is given counts, and JMH takes each option once.
  add_option -f 1 "$@"
  add_option -wi 5 "$@"
  add_option -w 1 "$@"
  add_option -i 5 "$@"
  add_option -r 1 "$@"
  add_option -foe true "$@"
  add_option -rf json "$@"
  add_option -rff "$root/.celeriac/benchmark/jmh.json" "$@"
  # The small heap and the AOT cache of ./celeriac are for its start; here the collector is to be out of the way.
  add_option -jvmArgs "-Xms512m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Dbench.redis=$CELERIAC_TEST_REDIS_URL" "$@"
  "$JAVA" -cp "$work/classes:$classpath" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    org.openjdk.jmh.Main -prof gc "${JMH_OPTIONS[@]}" "$@" || status=$?
  return "$status"
}

# add_option NAME VALUE GIVEN...: adds it to JMH_OPTIONS, unless it is given.
add_option() {
  if [[ " ${*:3} " != *" $1 "* ]]; then JMH_OPTIONS+=("$1" "$2"); fi
}
