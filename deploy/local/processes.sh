# Sourced by deploy/ctl, deploy/status and deploy/down with $root set. A process of an installation
# has a folder run/NAME in the data folder: `start` becomes the process, `pid` holds its id and
# start time. An id alone proves nothing, because ids are used again.

# Takes --data DIR from the arguments; leaves the others in $rest, one a line.
parse_data() {
  data=
  rest=
  while [ $# -gt 0 ]; do
    case $1 in
    --data)
      [ $# -gt 1 ] || fail "--data needs a folder."
      data=$2
      shift
      ;;
    -*) fail "Unknown option $1." ;;
    *) rest="$rest$1
" ;;
    esac
    shift
  done
  if [ -z "$data" ]; then
    data=$root/deploy/local/run/data
    [ -r "$root/deploy/local/run/current" ] && read -r data <"$root/deploy/local/run/current"
  fi
  [ -d "$data/run" ] || fail "There is no installation in $data: deploy/up makes one."
  data=$(CDPATH='' cd -- "$data" && pwd)
}

fail() {
  echo "$(basename "$0"): $1" >&2
  exit 1
}

# The start time of process $1 as the start script notes it; nothing when it is gone.
began() {
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    # shellcheck disable=SC2086 # the fields after the name hold no blanks
    set -- ${stat##*) }
    [ "$1" = Z ] && return 0
    shift 19
    echo "$1"
  else
    ps -o lstart= -p "$1" | tr -d ' '
  fi
}

# Sets $pid to the id of process $1 of this installation, or fails when it does not run.
find_pid() {
  pid=
  [ -r "$data/run/$1/pid" ] || return 1
  read -r pid noted <"$data/run/$1/pid" || return 1
  [ -n "$pid" ] && [ -n "$noted" ] && [ "$(began "$pid")" = "$noted" ]
}

# Starts process $1 anew in a session of its own.
start() {
  script=$data/run/$1/start
  [ -x "$script" ] || fail "There is no $1 in $data."
  detach=setsid
  command -v setsid >/dev/null || detach=nohup
  rm -f "$data/run/$1/pid"
  $detach "$script" </dev/null >>"$data/logs/$1.log" 2>&1 &
  tries=0
  until find_pid "$1"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || fail "$1 did not start: see $data/logs/$1.log"
    sleep 0.05
  done
}

# Asks process $1 to end in good order.
ask_to_end() {
  find_pid "$1" || return 0
  signal=TERM
  # PostgreSQL waits for its clients at TERM; at INT it ends their sessions.
  [ "$1" = postgres ] && signal=INT
  kill -s $signal "$pid" 2>/dev/null || return 0
  # One that was stopped hears the signal only when it goes on.
  kill -s CONT "$pid" 2>/dev/null || true
}

# Waits for the end of process $1, $2 seconds at most, then ends it by force.
await_end() {
  left=$(($2 * 10))
  while find_pid "$1"; do
    if [ $left -le 0 ]; then
      echo "$1 did not end in $2 s and is killed" >&2
      kill -s KILL "$pid" 2>/dev/null || true
      left=50
    fi
    left=$((left - 1))
    sleep 0.1
  done
}

# Every process that has a folder, in the order in which they may be stopped.
all_processes() {
  for name in edge-gateway api-service webhook-service; do
    [ -d "$data/run/$name" ] && echo $name
  done
  for folder in "$data"/run/worker-*; do
    [ -d "$folder" ] && basename "$folder"
  done
  for name in simulator kafka redis postgres; do
    [ -d "$data/run/$name" ] && echo $name
  done
  return 0
}
