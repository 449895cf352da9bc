// grpc-go's health server as a benchmark's subject: one process, steered over standard input by the
// commands that Steering.java describes.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

const service = "acme.FooService"

type subject struct {
	health  *health.Server
	serving bool
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	server := grpc.NewServer()
	steered := subject{health: health.NewServer()}
	steered.set(true)
	grpc_health_v1.RegisterHealthServer(server, steered.health)
	go func() { fail(server.Serve(listener)) }()
	fmt.Printf("ready port=%d version=%s\n", listener.Addr().(*net.TCPAddr).Port, grpc.Version)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println("ok" + steered.obey(strings.Fields(lines.Text())))
	}
}

func (s *subject) obey(command []string) string {
	switch command[0] {
	case "set":
		return change(func() { s.set(command[1] == "1") })
	case "flap":
		changes, err := strconv.Atoi(command[1])
		if err != nil {
			fail(err)
		}
		return change(func() {
			for range changes {
				s.set(!s.serving)
			}
		})
	case "now":
		return fmt.Sprintf(" at=%d", monotonic())
	case "stats":
		return stats()
	case "gc":
		for range 3 {
			runtime.GC()
		}
		return stats()
	}
	fail(fmt.Errorf("command: %v", command))
	return ""
}

func (s *subject) set(serving bool) {
	s.serving = serving
	status := grpc_health_v1.HealthCheckResponse_NOT_SERVING
	if serving {
		status = grpc_health_v1.HealthCheckResponse_SERVING
	}
	s.health.SetServingStatus(service, status)
}

// change makes one and tells when it began and how long its caller was held.
func change(make func()) string {
	at := monotonic()
	make()
	return fmt.Sprintf(" at=%d took=%d", at, monotonic()-at)
}

// monotonic reads the clock that System.nanoTime reads, on Linux.
func monotonic() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		fail(err)
	}
	return now.Nano()
}

func stats() string {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		fail(err)
	}
	return fmt.Sprintf(" heap=%d stack=%d peak=%d allocated=%d cpu=%d threads=%d collecting=%d",
		memory.HeapAlloc, memory.StackInuse, memory.HeapSys, memory.TotalAlloc,
		usage.Utime.Nano()+usage.Stime.Nano(), runtime.NumGoroutine(),
		time.Duration(memory.PauseTotalNs))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
