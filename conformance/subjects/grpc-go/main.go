// Command subject makes grpc-go's health server a subject of the conformance suite.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// subject steers one health server. Each command is one call of its public API.
type subject struct {
	server *grpc.Server
	health *health.Server
}

func main() {
	if err := run(); err != nil {
		writeLine(map[string]any{"ready": false, "error": err.Error()})
		os.Exit(1)
	}
}

func run() error {
	port, err := strconv.ParseUint(setting("HEALTH_SUBJECT_PORT", "0"), 10, 16)
	if err != nil {
		return fmt.Errorf("HEALTH_SUBJECT_PORT: %w (expected: 0 to 65535)", err)
	}
	host := setting("HEALTH_SUBJECT_HOST", "127.0.0.1")
	listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.FormatUint(port, 10)))
	if err != nil {
		return err
	}
	s := &subject{server: grpc.NewServer(), health: health.NewServer()}
	healthpb.RegisterHealthServer(s.server, s.health)
	go func() {
		if err := s.server.Serve(listener); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	}()
	writeLine(map[string]any{
		"ready": true, "protocol": 1, "port": listener.Addr().(*net.TCPAddr).Port,
		"name": "grpc-go", "version": grpc.Version, "language": "go",
		"ops":      []string{"set", "shutdown", "resume", "flap"},
		"methods":  []string{"Check", "List", "Watch"},
		"statuses": []string{"UNKNOWN", "SERVING", "NOT_SERVING"},
		"dynamic":  true,
	})
	grace := obey(os.Stdin, map[string]operation{
		"set": s.set, "shutdown": s.shutdown, "resume": s.resume, "flap": s.flap,
	})
	s.stop(grace)
	return nil
}

func (s *subject) set(c command) error {
	s.health.SetServingStatus(c.service, c.status)
	return nil
}

func (s *subject) shutdown(command) error {
	s.health.Shutdown()
	return nil
}

func (s *subject) resume(command) error {
	s.health.Resume()
	return nil
}

func (s *subject) flap(c command) error {
	c.flap(func(status healthpb.HealthCheckResponse_ServingStatus) {
		s.health.SetServingStatus(c.service, status)
	})
	return nil
}

// stop lets the calls in flight end, and cuts off those that are left after the grace: open Watches, say.
func (s *subject) stop(grace time.Duration) {
	cut := time.AfterFunc(grace, s.server.Stop)
	defer cut.Stop()
	s.server.GracefulStop()
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
	os.Stdout.Write(append(line, '\n'))
}
