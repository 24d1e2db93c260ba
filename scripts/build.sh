# shellcheck shell=bash
# Sourced. Builds what ./celeriac runs, and tells whether what is there is still good.
#
# Each build gets a directory of its own, .celeriac/app/<build>/, with the jars of the command and all it
# needs. Nothing runs from target/: a worker must not lose its classes to somebody's next compilation, and
# the JVM's AOT cache wants jars. Beside the jars:
#   sources    the directories and poms that went in, one a line
#   stamp      as old as the start of the build
#   celeriac.aot   what the JVM remembers of a rehearsal, some seconds later; jvm.sh
# and .celeriac/app/current names the build to use.
#
# For interop/acceptance-worker a build has an "acceptance" besides: the jar of the module interop in a
# directory of that name, and its own acceptance-sources; for faults/worker and faults/publish a "faults"
# of the module faults; for benchmarks/contender a "benchmarks". The command itself never asks for them.

# current_build ROOT [acceptance] [faults] [benchmarks]: sets BUILD to the directory of a build that is up to date, or fails.
# On the way of every start: no process but one `find`.
current_build() {
  local root=$1 name list source changed sources=() lists=(sources)
  for list in "${@:2}"; do lists+=("$list-sources"); done
  BUILD=''
  [[ -r $root/.celeriac/app/current ]] || return 1
  IFS= read -r name <"$root/.celeriac/app/current" || return 1
  [[ -e $root/.celeriac/app/$name/stamp ]] || return 1
  for list in "${lists[@]}"; do
    [[ -r $root/.celeriac/app/$name/$list ]] || return 1
    while IFS= read -r source; do
      # A module may have no sources yet; once it has, they are newer than the stamp.
      [[ -e $root/$source ]] || continue
      sources+=("$root/$source")
    done <"$root/.celeriac/app/$name/$list"
  done
  # Directories count as well: a file that was deleted leaves its mark there.
  changed=$(find "${sources[@]}" -newer "$root/.celeriac/app/$name/stamp" -print -quit)
  [[ -z $changed ]] || return 1
  BUILD=$root/.celeriac/app/$name
}

# build_application ROOT [acceptance] [faults] [benchmarks]: sets BUILD to an up-to-date build, making it if there is none.
# A build is rehearsed meanwhile, unless REHEARSAL is "later".
# Whoever comes while another builds waits for that build and takes it.
build_application() {
  local root=$1
  mkdir -p "$root/.celeriac/app"
  (
    # Without flock (macOS) two first starts at once may both build; the last one to finish counts.
    if command -v flock >/dev/null 2>&1; then
      flock -n 9 || {
        printf 'Waiting for another build of Celeriac…\n' >&2
        flock 9
      }
    fi
    current_build "$@" || make_build "$@"
  ) 9>"$root/.celeriac/app/lock" || return 1
  current_build "$@" || {
    # Sources that change all the time must not keep anybody from running: take the build just made.
    IFS= read -r BUILD <"$root/.celeriac/app/current"
    BUILD=$root/.celeriac/app/$BUILD
  }
}

make_build() {
  local root=$1 log=$1/.celeriac/build.log name draft module jar started=$SECONDS modules=cli,examples
  local target=target/quick quick=(-Dquick) more extras
  extras=$(extras_of_build "$@")
  for more in $extras; do modules+=,$(module_of "$more"); done
  # shellcheck source=scripts/maven.sh
  source "$root/scripts/maven.sh"
  find_maven || return 1
  if [[ -e $root/.celeriac/app/current ]]; then
    printf 'Building Celeriac (its sources have changed)… ' >&2
  else
    printf 'Building Celeriac (first use, half a minute or so)… ' >&2
  fi
  name=$(date +%Y%m%d%H%M%S)-$$
  draft=$root/.celeriac/app/$name
  mkdir -p "$draft/lib"
  # Before the compilation: what is edited during it is newer, and makes for another build.
  touch "$draft/stamp"

  # Without Error Prone, which a user of the command need not wait for. ./test compiles with it anyway,
  # and lets the classes serve both.
  if [[ ${BUILD_CHECKED-} == true ]]; then target=target quick=(); fi
  # Maven does not write again what has not changed, and who took part is told by these files.
  rm -f "$root"/*/"$target"/runtime.classpath
  # The closed descriptor keeps a left-behind child of Maven from holding the lock.
  if ! (cd "$root" && run_maven "$log" -pl "$modules" -am package dependency:build-classpath ${quick[@]+"${quick[@]}"} \
    -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -DincludeScope=runtime -Dmdep.outputFile="$target/runtime.classpath" 9>&-); then
    printf 'failed.\n' >&2
    maven_errors "$log" >&2
    printf 'The build failed; all it said is in %s\n' "$log" >&2
    rm -rf "$draft"
    return 1
  fi

  for module in cli examples; do
    newest_jar "$root/$module/$target"
    tr ':' '\n' <"$root/$module/$target/runtime.classpath"
    echo
  done | grep . | awk '!seen[$0]++' >"$draft/jars"
  # Hard links where the file system has them: 15 MB and some milliseconds saved. Own jars are copied,
  # because Maven writes the next ones over them in place.
  while IFS= read -r jar; do
    case $jar in
      "$root"/*) cp "$jar" "$draft/lib/" ;;
      *) ln "$jar" "$draft/lib/" 2>/dev/null || cp "$jar" "$draft/lib/" ;;
    esac
  done <"$draft/jars"
  awk -F/ '{ printf "%s%s", sep, "lib/" $NF; sep = ":" }' "$draft/jars" >"$draft/classpath"
  for more in $extras; do
    # All else that it needs is in the command's class path.
    mkdir "$draft/$more"
    module=$(module_of "$more")
    cp "$(newest_jar "$root/$module/$target")" "$draft/$more/"
    printf '%s\n' "$module/pom.xml" "$module/src/main" >"$draft/$more-sources"
  done

  {
    echo pom.xml
    # The modules that took part: those whose class path Maven has just written.
    for module in "$root"/*/"$target"/runtime.classpath; do
      [[ ! $module -ot $draft/stamp ]] || continue
      module=${module%"/$target/runtime.classpath"}
      module=${module##*/}
      # These come as extras only, and testing just because Maven wants it there.
      if [[ $module == interop || $module == faults || $module == benchmarks || $module == testing ]]; then continue; fi
      printf '%s\n' "$module/pom.xml" "$module/src/main"
    done
  } >"$draft/sources"

  printf '%s\n' "$name" >"$draft/name"
  mv "$draft/name" "$root/.celeriac/app/current"
  forget_old_builds "$root" "$name"
  printf 'done in %s s.\n' "$((SECONDS - started))" >&2
  if [[ ${REHEARSAL-} != later ]]; then
    BUILD=$root/.celeriac/app/$name
    # shellcheck source=scripts/jvm.sh
    source "$root/scripts/jvm.sh"
    rehearse_meanwhile
  fi
}

# extras_of_build ROOT [acceptance] [faults] [benchmarks]: what to build besides: what is asked for, and what the current build
# has, so that two users of one checkout do not build in turns.
extras_of_build() {
  local root=$1 name='' extra
  if [[ -r $root/.celeriac/app/current ]]; then IFS= read -r name <"$root/.celeriac/app/current"; fi
  for extra in acceptance faults benchmarks; do
    if [[ " ${*:2} " == *" $extra "* || (-n $name && -e $root/.celeriac/app/$name/$extra-sources) ]]; then
      printf '%s\n' "$extra"
    fi
  done
}

# module_of EXTRA
module_of() {
  case $1 in
    acceptance) echo interop ;;
    *) echo "$1" ;;
  esac
}

# newest_jar DIRECTORY: jars of earlier versions may lie beside it.
newest_jar() {
  local jar newest=''
  for jar in "$1"/celeriac-*.jar; do
    [[ $newest -nt $jar ]] || newest=$jar
  done
  printf '%s\n' "$newest"
}

# Keeps the newest builds, because workers may still run from one of them.
forget_old_builds() {
  local root=$1 keep=$2 old
  find "$root/.celeriac/app" -mindepth 1 -maxdepth 1 -type d ! -name "$keep" | sort -r | tail -n +3 |
    while IFS= read -r old; do rm -rf "$old"; done
}
