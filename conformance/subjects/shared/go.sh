# Sourced by the `run` of a subject in Go, after build-once.sh: its build is one program.

build() {
  needs go
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -o build/subject .
}

build_go_once() { build_once main.go go.mod go.sum ../shared/go ../shared/go.sh; }
