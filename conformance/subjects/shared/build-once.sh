# Sourced by a subject's `run`: builds the subject into build/ beside it, once, whoever starts first.
#
# Before: `set -euo pipefail`, cd to the subject's folder, and a function `build` that fills build/.
#   build_once FILE…    what the build is made of, files or folders; a change of one of them builds anew
# After it the subject is built; started as `run --build`, it has ended. Standard output stays clean for the
# protocol: what the build says goes to build/install.log. A build that fails is answered, as the protocol
# asks, with {"ready":false,…} and exit code 1. A new build starts from nothing but build/$keep, if that is set.

# needs TOOL…: ends the build when one of its tools is missing.
needs() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "$tool is needed to build it, and is not on the PATH"; exit 1; }
  done
}

# apt_needs PACKAGE…: installs the missing ones of these Debian packages, if we may.
apt_needs() {
  needs apt-get dpkg-query
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  [ "$(id -u)" = 0 ] || { echo "install first, as root: apt-get install ${missing[*]}"; exit 1; }
  local install=(apt-get install -q -y --no-install-recommends "${missing[@]}")
  export DEBIAN_FRONTEND=noninteractive
  # One apt at a time, also when several subjects are built at once.
  (
    flock 8
    "${install[@]}" || { apt-get update -q && "${install[@]}"; }
  ) 8<../shared/build-once.sh
}

built() { [ "$(cat build/built 2>/dev/null || true)" = "$1" ]; }

digest_of() {
  find "$@" -type f -not -path '*/build/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}

# Holds the lock while it builds, and so do the build's processes, should they outlive this one. The file `built` is
# written last, so that a build that was cut off starts anew.
build_locked() (
  set -e
  flock 9
  if built "$1"; then exit 0; fi # somebody else built it while we waited
  find build -mindepth 1 -maxdepth 1 -not -name lock -not -name "${keep-}" -exec rm -rf {} +
  (set -e; build) >build/install.log 2>&1 </dev/null
  echo "$1" >build/built
) 9>build/lock

# The first line that names an error, and the last ones: a JVM has its warnings after them.
why_it_failed() {
  local said
  said=$(grep -vE '^\[[0-9.]+s\]\[warning\]|^(WARNING|OpenJDK [^:]*warning):|^ *$' build/install.log || true)
  {
    grep -m 1 -E 'error|Error|ERROR|Exception' <<<"$said" || true
    tail -n 3 <<<"$said"
  } | awk '!seen[$0]++ { printf "%s%s", between, $0; between = " | " }'
}

refuse() {
  local text=${1//\\/\\\\}
  printf '{"ready":false,"error":"%s"}\n' "$(printf '%s' "${text//\"/\\\"}" | tr '\000-\037' ' ')"
  exit 1
}

build_once() {
  local digest failed=0
  digest=$(digest_of run ../shared/build-once.sh "$@")
  if ! built "$digest"; then
    mkdir -p build
    # Who waits for the ready line hears that it is on its way.
    (while sleep 5 >/dev/null 2>&1; do echo "$(basename "$PWD"): building" >&2; done) &
    local heartbeat=$!
    set +e # a condition around it would switch off `set -e` inside
    build_locked "$digest"
    failed=$?
    set -e
    kill "$heartbeat"
    wait "$heartbeat" 2>/dev/null || true
    if [ $failed != 0 ]; then
      tail -n 20 build/install.log >&2 || true
      refuse "$(basename "$PWD"): the build failed: $(why_it_failed) (all of it: build/install.log)"
    fi
  fi
  if [ "$mode" = --build ]; then exit 0; fi
}

mode=${1-}
