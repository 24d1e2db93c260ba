# shellcheck shell=bash
# Sourced. find_jdk sets and exports JAVA_HOME (a JDK, 25 or newer) and JAVA (its `java`).
#
# The launcher goes through here on every start, so a JDK's version is read from its `release` file:
# asking `java -version` would cost a JVM start for each candidate.

JDK_MINIMUM=25

# jdk_version HOME: sets REPLY to the feature version of the JDK there, or 0 where there is none.
jdk_version() {
  local line
  REPLY=0
  # A run-time environment without the compiler could start Celeriac but not build it.
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  if [[ -r $1/release ]]; then
    while IFS= read -r line; do
      if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
        REPLY=${BASH_REMATCH[1]}
        return 0
      fi
    done <"$1/release"
  fi
  line=$("$1/bin/java" -version 2>&1 | head -n 1)
  # 1.8 and older give 1 here, which is too old all the same.
  if [[ $line =~ \"([0-9]+) ]]; then REPLY=${BASH_REMATCH[1]}; fi
}

# The lowest fitting version wins: the build's own compiler plugins lag behind the newest JDK.
# installed_jdk: sets REPLY to the home of the best JDK in the usual places, or to nothing.
installed_jdk() {
  local home best='' best_version=1000
  for home in /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* /opt/* \
    "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    jdk_version "$home"
    if ((REPLY >= JDK_MINIMUM && REPLY < best_version)); then
      best=$home
      best_version=$REPLY
    fi
  done
  REPLY=$best
}

# jdk_from_system: sets REPLY to the JDK that macOS or the PATH names, or to nothing.
jdk_from_system() {
  local home
  if [[ -x /usr/libexec/java_home ]] && home=$(/usr/libexec/java_home -v "$JDK_MINIMUM+" 2>/dev/null); then
    jdk_version "$home"
    if ((REPLY >= JDK_MINIMUM)); then REPLY=$home && return 0; fi
  fi
  if command -v java >/dev/null 2>&1; then
    # The `java` on the PATH is often a link or a shim; the JVM itself knows its home.
    home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    jdk_version "$home"
    if ((REPLY >= JDK_MINIMUM)); then REPLY=$home && return 0; fi
  fi
  REPLY=''
}

# find_jdk: fails with a message where there is none to be had.
find_jdk() {
  local package given=${JAVA_HOME:-}
  REPLY=0
  if [[ -n $given ]]; then jdk_version "$given"; fi
  if ((REPLY >= JDK_MINIMUM)); then
    REPLY=$given
  else
    installed_jdk
    [[ -n $REPLY ]] || jdk_from_system
  fi
  if [[ -z $REPLY ]]; then
    # shellcheck source=scripts/packages.sh
    source "${BASH_SOURCE[0]%/*}/packages.sh"
    if can_install_packages; then
      refresh_package_lists_once
      if package=$(known_package openjdk-25-jdk-headless temurin-25-jdk); then
        install_packages "$package" && installed_jdk
      fi
    fi
  fi
  if [[ -z $REPLY ]]; then
    {
      printf 'celeriac: no JDK %s or newer was found' "$JDK_MINIMUM"
      if [[ -n $given ]]; then
        jdk_version "$given"
        printf ' (JAVA_HOME is %s: %s)' "$given" \
          "$([[ $REPLY == 0 ]] && echo 'no JDK there' || echo "Java $REPLY")"
      fi
      printf '.\n  Looked at JAVA_HOME, /usr/lib/jvm, ~/.sdkman, /opt and the PATH.\n'
      printf '  Install one (for example Temurin, https://adoptium.net) or set JAVA_HOME to its directory.\n'
    } >&2
    return 1
  fi
  export JAVA_HOME=$REPLY JAVA=$REPLY/bin/java
}
