# shellcheck shell=bash
# Sourced by ./test and ./benchmark. Environments of Python with what a file of requirements names, each kept until
# Python or the file changes.

# find_celery ROOT: the stock Celery of interop/requirements.txt, in .celeriac/venv; exports CELERIAC_TEST_PYTHON.
find_celery() {
  python_environment "$1/.celeriac/venv" "$1/interop/requirements.txt" "$1/.celeriac/pip.log" || return 1
  export CELERIAC_TEST_PYTHON=$REPLY
}

# python_environment DIRECTORY REQUIREMENTS LOG: makes or renews it, and sets REPLY to its python.
python_environment() {
  local venv=$1 requirements=$2 log=$3 python want
  mkdir -p "${venv%/*}"
  need_program python3 python3 || return 1
  # The PATH's own python3 first; Debian's is the one that apt can complete.
  python=$(command -v python3)
  if ! usable_python "$python"; then
    if can_install_packages && install_packages python3 python3-venv; then python=/usr/bin/python3; fi
    usable_python "$python" || {
      printf 'celeriac: %s is %s; stock Celery here needs Python 3.10 or newer with its venv module (Debian: python3-venv).\n' \
        "$python" "$("$python" --version 2>&1)" >&2
      return 1
    }
  fi
  want="$("$python" --version) $(cksum <"$requirements")"
  if [[ $(cat "$venv/made-for" 2>/dev/null) != "$want" ]]; then
    printf 'Installing stock Celery into .celeriac/%s… ' "${venv##*/.celeriac/}" >&2
    # One of the same Python is brought up to date, and only what has changed is downloaded.
    [[ $("$venv/bin/python" --version 2>/dev/null) == "${want% * *}" ]] || rm -rf "$venv"
    # pip itself tries a failed download again.
    if ! {
      { [[ -x $venv/bin/pip ]] || "$python" -m venv "$venv"; } &&
        "$venv/bin/pip" --disable-pip-version-check install -r "$requirements"
    } >"$log" 2>&1; then
      printf 'failed:\n' >&2
      tail -n 15 "$log" >&2
      return 1
    fi
    printf '%s\n' "$want" >"$venv/made-for"
    printf 'done.\n' >&2
  fi
  REPLY=$venv/bin/python
}

usable_python() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }
