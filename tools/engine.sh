# shellcheck shell=bash disable=SC2154  # sourced, after lib.sh
# A container engine for the time of a run: takes the one that answers, else starts one, and stops
# at the end only what a run like this started, when no other such run still needs it.

# Where Debian keeps dockerd and iptables; not on everybody's path.
PATH=$PATH:/usr/sbin:/sbin

engine_started=$cache/engine.pid
engine_log=$cache/engine.log

# Runs a command as root.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

engine_answers() {
  docker version >/dev/null 2>&1
}

# Succeeds if process $1 is alive and a daemon, not another that has got its number.
is_dockerd() {
  grep -qs dockerd "/proc/$1/comm"
}

# Waits up to half a minute for the engine; gives up at once if the process $1 is gone.
await_engine() {
  local tick
  for ((tick = 0; tick < 150; tick++)); do
    engine_answers && return
    [ -z "${1:-}" ] || [ -d "/proc/$1" ] || return 1
    sleep 0.2
  done
  return 1
}

# Removes what a daemon that died left behind: a new one refuses to start while the file is there
# and any process at all has that number.
remove_stale_pid_file() {
  local file=/var/run/docker.pid
  if [ -f "$file" ] && ! is_dockerd "$(cat "$file")"; then as_root rm -f "$file"; fi
}

start_dockerd() {
  local pid
  remove_stale_pid_file
  # In a session of its own, so that Ctrl-C ends the tests first and the daemon after them. The
  # socket is for this user's group, as the system's daemon's is for the group docker.
  # shellcheck disable=SC2016
  pid=$(as_root sh -c 'setsid dockerd --host unix:///var/run/docker.sock --group "$1" >"$2" 2>&1 </dev/null 8>&- 9>&- & echo $!' \
    sh "$(id -g)" "$engine_log")
  echo "$pid" >"$engine_started"
  if ! await_engine "$pid"; then
    stop_dockerd "$pid"
    echo "dockerd: $(tail -n 1 "$engine_log") (all of it: $engine_log)" >&2
    return 1
  fi
}

stop_dockerd() {
  rm -f "$engine_started"
  # The shell's own kill: a small system has no other.
  if is_dockerd "$1"; then as_root sh -c "kill $1"; fi
  while is_dockerd "$1"; do sleep 0.2; done
}

# Makes sure that an engine answers, and says in $engine how. Descriptor 9 holds a shared lock for as
# long as this run needs the engine; descriptor 8 lets one run at a time look and start.
use_engine() {
  exec 8>"$cache/engine.start" 9>"$cache/engine.lock"
  flock 8
  flock -s 9
  engine=running
  if ! engine_answers; then
    if [ -n "${DOCKER_HOST:-}" ]; then
      echo "no engine answers at DOCKER_HOST: $DOCKER_HOST" >&2
      return 1
    elif [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
      echo "$(id -un) may not use /var/run/docker.sock (Debian: sudo adduser $(id -un) docker, then log in again)" >&2
      return 1
    elif [ -d /run/systemd/system ]; then
      as_root systemctl start docker || return 1
      await_engine || return 1
      engine="started by systemd"
    else
      start_dockerd || return 1
      engine="started, until the end of this run"
    fi
  fi
  exec 8>&-
  engine="$(docker version --format '{{.Server.Version}}'), $engine"
}

# Stops a daemon that this run, or one before it that was killed, started.
leave_engine() {
  if [ -z "${engine:-}" ] || [ ! -f "$engine_started" ] || ! flock -n 9; then return 0; fi
  # Nobody else's can be there; Ryuk removes them where it can be had.
  docker container ls --all --quiet --filter label=org.testcontainers=true | xargs -r docker rm --force --volumes >/dev/null
  stop_dockerd "$(cat "$engine_started")"
}
