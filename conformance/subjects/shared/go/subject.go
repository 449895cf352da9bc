// Package subject is the subject's side of the protocol, for subjects in Go: it reads a command a line and calls the
// functions that a subject has for it.
package subject

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"strconv"
	"time"
)

// Status is one that set may name.
type Status string

// The statuses of the protocol.
const (
	Unknown    Status = "UNKNOWN"
	Serving    Status = "SERVING"
	NotServing Status = "NOT_SERVING"
)

// Subject is a started server. A function is one call of the implementation's public API; one that the
// implementation can't make is nil, and so no op that the subject claims. Set may be called by several goroutines.
type Subject struct {
	Name     string
	Version  string
	Methods  []string
	Statuses []Status // all of them when nil

	Set      func(service string, status Status) error
	Clear    func(service string) error
	Shutdown func() error
	Resume   func() error

	// Stop lets the calls in flight end for as long as the grace, then cuts off those that are left.
	Stop func(grace time.Duration)
}

// Nothing but replies on the real standard output, whatever a library prints.
var replies = os.Stdout

func init() {
	os.Stdout = os.Stderr
}

// Run listens where the suite wants the server, starts it with the services that must be known from the start, obeys
// until stop or the end of the input, and ends the process.
func Run(start func(listener net.Listener, services []string) (*Subject, error)) {
	if err := run(start); err != nil {
		writeLine(map[string]any{"ready": false, "error": err.Error()})
		os.Exit(1)
	}
}

func run(start func(listener net.Listener, services []string) (*Subject, error)) error {
	listener, err := listen()
	if err != nil {
		return err
	}
	var services []string
	if err := json.Unmarshal([]byte(setting("HEALTH_SUBJECT_SERVICES", "[]")), &services); err != nil {
		return fmt.Errorf("HEALTH_SUBJECT_SERVICES: %w (expected: a JSON array of strings)", err)
	}
	s, err := start(listener, services)
	if err != nil {
		return err
	}
	if s.Statuses == nil {
		s.Statuses = []Status{Unknown, Serving, NotServing}
	}
	writeLine(map[string]any{
		"ready": true, "protocol": 1, "port": listener.Addr().(*net.TCPAddr).Port,
		"name": s.Name, "version": s.Version, "language": "go",
		"ops": s.ops(), "methods": s.Methods, "statuses": s.Statuses, "dynamic": true,
	})
	s.Stop(s.obey(os.Stdin))
	return nil
}

func listen() (net.Listener, error) {
	port, err := strconv.ParseUint(setting("HEALTH_SUBJECT_PORT", "0"), 10, 16)
	if err != nil {
		return nil, fmt.Errorf("HEALTH_SUBJECT_PORT: %w (expected: 0 to 65535)", err)
	}
	host := setting("HEALTH_SUBJECT_HOST", "127.0.0.1")
	return net.Listen("tcp", net.JoinHostPort(host, strconv.FormatUint(port, 10)))
}

func (s *Subject) ops() []string {
	ops := []string{"set", "flap"}
	if s.Clear != nil {
		ops = append(ops, "clear")
	}
	if s.Shutdown != nil {
		ops = append(ops, "shutdown")
	}
	if s.Resume != nil {
		ops = append(ops, "resume")
	}
	return ops
}

// VersionOf returns the version of a module that this program is built with.
func VersionOf(module string) string {
	if info, found := debug.ReadBuildInfo(); found {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return dependency.Version
			}
		}
	}
	return ""
}

func setting(name, absent string) string {
	if value, found := os.LookupEnv(name); found {
		return value
	}
	return absent
}

func writeLine(fields map[string]any) {
	line, err := json.Marshal(fields)
	if err != nil {
		panic(err) // we wrote the fields ourselves
	}
	replies.Write(append(line, '\n'))
}
