# Sourced by the `run` of Vitals behind a proxy, after build-once.sh, java.sh and vitals.sh. The folder has a program
# `proxy`, which subject.VitalsBehind starts:
#   proxy HOST PORT BACKEND FOLDER   runs the proxy in the foreground, from HOST:PORT to 127.0.0.1:BACKEND; FOLDER is
#                                    empty, for what it writes
#   proxy --version                  prints the proxy's version
#
# Before start_java: a function `fetch`, which puts the proxy into build/, and its configuration's file in `sources`.

sources+=(proxy ../shared/behind.sh)
main=subject.VitalsBehind

compile() {
  fetch
  ../vitals/run --build
  cp -r ../vitals/build/{subject.jar,lib} build/
}

# unpack PACKAGE…: unpacks Debian packages into build/root. Installs nothing: an installed proxy would also be started.
unpack() {
  needs apt-get dpkg-deb
  mkdir -p build/packages build/root
  (cd build/packages && { apt-get -q download "$@" || { apt-get -q update && apt-get -q download "$@"; }; })
  local package
  for package in build/packages/*.deb; do dpkg-deb -x "$package" build/root; done
}
