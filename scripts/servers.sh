# shellcheck shell=bash
# Sourced by ./test and ./benchmark. Real servers, on free loopback ports, in a directory that is thrown
# away: start_servers DIRECTORY, stop_servers. Nothing of the system's own Redis, RabbitMQ or Erlang
# (ports, cookie, node name, configuration) is used or touched, so that several runs fit on one machine.

# Process groups of what was started, in that order.
SERVER_GROUPS=()
POSTGRESQL_PROCESS=''

# spawn LOG COMMAND...: starts a server in a process group of its own, so that Ctrl-C at the terminal
# reaches this script first and the whole of a server can be ended together. Sets REPLY to its id.
spawn() {
  local log=$1
  shift
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  REPLY=$!
  set +m
  SERVER_GROUPS+=("$REPLY")
}

stop_servers() {
  local group
  stop_postgresql
  for group in ${SERVER_GROUPS[@]+"${SERVER_GROUPS[@]}"}; do
    # Nothing in them is worth an orderly end.
    kill -KILL -- "-$group" 2>/dev/null || true
    wait "$group" 2>/dev/null || true
  done
  SERVER_GROUPS=()
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Sets REPLY to a port that nobody listens on: below the ports that the tests draw for servers of their
# own (FreePort), which are below the range from which the kernel lends ports.
free_port() {
  while :; do
    REPLY=$((10000 + RANDOM % 2000))
    if [[ " ${TAKEN_PORTS:-} " != *" $REPLY "* ]] && ! listening "$REPLY"; then
      TAKEN_PORTS="${TAKEN_PORTS:-} $REPLY"
      return 0
    fi
  done
}

# wait_until SECONDS PROCESS COMMAND...: until COMMAND succeeds; fails when PROCESS ends or time is up.
wait_until() {
  local deadline=$((SECONDS + $1)) process=$2
  shift 2
  until "$@"; do
    kill -0 "$process" 2>/dev/null || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

# start_or_try_again NAME FUNCTION DIRECTORY: the free port may be taken by somebody else by the time
# that the server asks for it; another port then, a few times.
start_or_try_again() {
  local attempt
  for attempt in 1 2 3; do
    "$2" "$3" && return 0
  done
  printf 'celeriac: %s did not start (%s attempts). The end of its log:\n' "$1" "$attempt" >&2
  tail -n 20 "$3"/*.log >&2
  return 1
}

# start_servers DIRECTORY: starts all, and exports what the tests read. PostgreSQL only without WITHOUT_POSTGRESQL=true.
start_servers() {
  local directory=$1
  printf 'Starting servers… ' >&2
  make_certificates "$directory" || return 1
  mkdir -p "$directory/redis" "$directory/postgresql" "$directory/rabbitmq" "$directory/epmd"
  # RabbitMQ takes ten times as long; the rest goes on meanwhile.
  start_or_try_again "Erlang's port mapper" start_epmd "$directory/epmd" || return 1
  start_or_try_again RabbitMQ launch_rabbitmq "$directory/rabbitmq" || return 1
  if [[ ${WITHOUT_POSTGRESQL:-} != true ]]; then
    start_or_try_again PostgreSQL start_postgresql "$directory/postgresql" || return 1
  fi
  start_or_try_again Redis start_redis "$directory/redis" || return 1
  if ! rabbitmq_ready; then
    start_or_try_again RabbitMQ start_rabbitmq "$directory/rabbitmq" || return 1
  fi
  export_rabbitmq "$directory/rabbitmq"
  printf 'ready.\n' >&2
}

# A certificate authority of this run, and one certificate for localhost and 127.0.0.1.
make_certificates() {
  local tls=$1/tls
  mkdir -p "$tls"
  {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Celeriac test authority' \
      -keyout "$tls/ca.key" -out "$tls/ca.pem" &&
      openssl req -newkey rsa:2048 -nodes -subj '/CN=localhost' -keyout "$tls/server.key" -out "$tls/server.csr" &&
      openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days 2 \
        -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n') -out "$tls/server.pem"
  } >"$tls/openssl.log" 2>&1 || {
    printf 'celeriac: openssl could not make the certificates for the test servers:\n' >&2
    tail -n 10 "$tls/openssl.log" >&2
    return 1
  }
  export CELERIAC_TEST_TLS_CA=$tls/ca.pem
}

start_redis() {
  local directory=$1 tls=${1%/*}/tls port tls_port pid
  free_port && port=$REPLY
  free_port && tls_port=$REPLY
  spawn "$directory/redis.log" redis-server --bind 127.0.0.1 --port "$port" --unixsocket "$directory/redis.sock" \
    --tls-port "$tls_port" --tls-auth-clients no --tls-ca-cert-file "$tls/ca.pem" \
    --tls-cert-file "$tls/server.pem" --tls-key-file "$tls/server.key" \
    --save '' --appendonly no --dir "$directory"
  pid=$REPLY
  wait_until 20 "$pid" redis-cli -p "$port" ping >/dev/null 2>&1 || return 1
  export CELERIAC_TEST_REDIS_URL=redis://127.0.0.1:$port/0
  export CELERIAC_TEST_REDIS_TLS_URL=rediss://127.0.0.1:$tls_port/0
  export CELERIAC_TEST_REDIS_SOCKET=$directory/redis.sock
}

# The database of a user whose password has all that a URL must write in percent form.
start_postgresql() {
  local directory=$1 port as_user=() program
  free_port && port=$REPLY
  program=$(command -v postgres) && program=$(readlink -f "$program")
  # It refuses to run as root; the user that its package has made then owns the data.
  if [[ $(id -u) == 0 ]]; then
    as_user=(setpriv --reuid=postgres --regid=postgres --init-groups)
    chmod 711 "${directory%/*}"
    chown postgres: "$directory"
  fi
  if [[ ! -e $directory/data/PG_VERSION ]]; then
    printf 'p@ss:w/ord %%\n' >"$directory/password"
    chmod 644 "$directory/password"
    # Found in its own directory, as that need not be on the PATH. A run's data may be lost with the machine.
    "${as_user[@]}" "${program%/*}/initdb" --pgdata "$directory/data" --username celeriac --pwfile "$directory/password" \
      --auth scram-sha-256 --encoding UTF8 --locale C --no-sync >"$directory/initdb.log" 2>&1 </dev/null || return 1
  fi
  spawn "$directory/postgresql.log" "${as_user[@]}" "$program" -D "$directory/data" -p "$port" -h 127.0.0.1 -k '' \
    -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=32MB -c max_connections=200
  POSTGRESQL_PROCESS=$REPLY
  wait_until 60 "$POSTGRESQL_PROCESS" grep -qs 'ready to accept connections' "$directory/postgresql.log" || return 1
  export CELERIAC_TEST_POSTGRESQL_URL=postgresql://celeriac:p%40ss%3Aw%2Ford%20%25@127.0.0.1:$port/postgres
}

# Its processes leave their group, and a killed one leaves shared memory behind: it is asked to end at once.
stop_postgresql() {
  [[ -n $POSTGRESQL_PROCESS ]] || return 0
  kill -QUIT "$POSTGRESQL_PROCESS" 2>/dev/null || true
  for _ in {1..100}; do
    kill -0 "$POSTGRESQL_PROCESS" 2>/dev/null || break
    sleep 0.05
  done
  POSTGRESQL_PROCESS=''
}

# Erlang would leave a port mapper running after the last node has gone; this one is ours to end. The tests
# inherit its port, so that nodes which they start for themselves find it too.
start_epmd() {
  free_port
  export ERL_EPMD_PORT=$REPLY ERL_EPMD_ADDRESS=127.0.0.1
  spawn "$1/epmd.log" "$(erlang_program epmd)" -port "$ERL_EPMD_PORT"
  wait_until 20 "$REPLY" listening "$ERL_EPMD_PORT"
}

erlang_program() {
  command -v "$1" || erl -noshell -eval 'io:format("~s/bin/'"$1"'", [code:root_dir()]), halt().'
}

# Debian's wrapper on the PATH changes to the user rabbitmq and insists on it; the script behind does not.
rabbitmq_program() {
  if [[ -x /usr/lib/rabbitmq/bin/$1 ]]; then printf '%s\n' "/usr/lib/rabbitmq/bin/$1"; else command -v "$1"; fi
}

launch_rabbitmq() {
  local directory=$1 tls=${1%/*}/tls dist_port
  free_port && RABBITMQ_PORT=$REPLY
  free_port && RABBITMQ_TLS_PORT=$REPLY
  free_port && dist_port=$REPLY
  rm -rf "$directory/data"
  mkdir -p "$directory/home" "$directory/data" "$directory/log" "$directory/config"
  # Only where it is asked for: it measures all the time, and a benchmark would measure that.
  if [[ ${RABBITMQ_MANAGEMENT:-} == true ]]; then
    free_port && RABBITMQ_MANAGEMENT_PORT=$REPLY
    printf '[rabbitmq_management].\n' >"$directory/enabled_plugins"
  else
    printf '[].\n' >"$directory/enabled_plugins"
  fi
  : >"$directory/environment.conf"
  cat >"$directory/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$RABBITMQ_PORT
listeners.ssl.1 = 127.0.0.1:$RABBITMQ_TLS_PORT
ssl_options.cacertfile = $tls/ca.pem
ssl_options.certfile = $tls/server.pem
ssl_options.keyfile = $tls/server.key
ssl_options.verify = verify_none
# The disk of a build machine is often nearly full, and that is no matter of ours.
disk_free_limit.absolute = 50MB
log.file.level = warning
END
  if [[ -n ${RABBITMQ_MANAGEMENT_PORT:-} ]]; then
    printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$RABBITMQ_MANAGEMENT_PORT" >>"$directory/rabbitmq.conf"
  fi
  # One file with the whole environment, for the server and for rabbitmqctl alike.
  {
    printf 'export HOME=%q\n' "$directory/home"
    printf 'export ERL_EPMD_PORT=%q ERL_EPMD_ADDRESS=127.0.0.1\n' "$ERL_EPMD_PORT"
    printf 'export RABBITMQ_NODENAME=celeriac-test@localhost RABBITMQ_DIST_PORT=%q\n' "$dist_port"
    printf 'export RABBITMQ_CONF_ENV_FILE=%q\n' "$directory/environment.conf"
    printf 'export RABBITMQ_CONFIG_FILE=%q\n' "$directory/rabbitmq.conf"
    printf 'export RABBITMQ_ADVANCED_CONFIG_FILE=%q\n' "$directory/advanced.config"
    printf 'export RABBITMQ_GENERATED_CONFIG_DIR=%q\n' "$directory/config"
    printf 'export RABBITMQ_MNESIA_BASE=%q\n' "$directory/data"
    printf 'export RABBITMQ_LOG_BASE=%q\n' "$directory/log"
    printf 'export RABBITMQ_ENABLED_PLUGINS_FILE=%q\n' "$directory/enabled_plugins"
    printf 'export RABBITMQ_PID_FILE=%q\n' "$directory/pid"
    # Without the shell's wrapper process: one process, which is the one we end.
    printf 'export RABBITMQ_ALLOW_INPUT=1\n'
    printf 'export RABBITMQ_SERVER_START_ARGS=-noinput\n'
    printf 'export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=%q\n' '-kernel inet_dist_use_interface {127,0,0,1}'
    # Idle schedulers that spin would take the processor from the tests.
    printf 'export RABBITMQ_SCHEDULER_BIND_TYPE=u RABBITMQ_IO_THREAD_POOL_SIZE=16\n'
  } >"$directory/environment"
  spawn "$directory/rabbitmq.log" bash -c "source '$directory/environment'; exec '$(rabbitmq_program rabbitmq-server)' +sbwt none +sbwtdcpu none +sbwtdio none"
  RABBITMQ_PROCESS=$REPLY
}

start_rabbitmq() { launch_rabbitmq "$1" && rabbitmq_ready; }

rabbitmq_ready() {
  wait_until 120 "$RABBITMQ_PROCESS" amqp_answers "$RABBITMQ_PORT" || return 1
  [[ -z ${RABBITMQ_MANAGEMENT_PORT:-} ]] || wait_until 120 "$RABBITMQ_PROCESS" listening "$RABBITMQ_MANAGEMENT_PORT"
}

# amqp_answers PORT: opens an AMQP 0-9-1 connection as far as the server's first frame, whose first
# byte is 1 (a method). A server that accepts but is not yet up does not get there.
amqp_answers() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'AMQP\x00\x00\x09\x01' >&3
    IFS= read -r -t 5 -n 1 -d '' first <&3 && [[ $first == $'\x01' ]]
  ) 2>/dev/null
}

export_rabbitmq() {
  local directory=$1
  export CELERIAC_TEST_AMQP_URL=amqp://guest:guest@127.0.0.1:$RABBITMQ_PORT//
  export CELERIAC_TEST_AMQP_TLS_URL=amqps://guest:guest@127.0.0.1:$RABBITMQ_TLS_PORT//
  export CELERIAC_TEST_RABBITMQCTL=$directory/rabbitmqctl
  if [[ -n ${RABBITMQ_MANAGEMENT_PORT:-} ]]; then
    export CELERIAC_TEST_RABBITMQ_API_URL=http://guest:guest@127.0.0.1:$RABBITMQ_MANAGEMENT_PORT/api/
  fi
  {
    printf '#!/usr/bin/env bash\n# rabbitmqctl for the RabbitMQ of this test run.\n'
    printf 'source %q\n' "$directory/environment"
    printf 'exec %q "$@"\n' "$(rabbitmq_program rabbitmqctl)"
  } >"$CELERIAC_TEST_RABBITMQCTL"
  chmod +x "$CELERIAC_TEST_RABBITMQCTL"
}
