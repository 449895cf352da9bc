// Command grpc-go makes grpc-go's health server a subject of the conformance suite.
package main

import (
	"fmt"
	"net"
	"os"
	"time"

	"conformance/subject"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func main() {
	subject.Run(start)
}

func start(listener net.Listener, _ []string) (*subject.Subject, error) {
	server, statuses := grpc.NewServer(), health.NewServer()
	healthpb.RegisterHealthServer(server, statuses)
	go func() {
		if err := server.Serve(listener); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	}()
	return &subject.Subject{
		Name:    "grpc-go",
		Version: grpc.Version,
		Methods: []string{"Check", "List", "Watch"},
		Set: func(service string, status subject.Status) error {
			number := healthpb.HealthCheckResponse_ServingStatus_value[string(status)]
			statuses.SetServingStatus(service, healthpb.HealthCheckResponse_ServingStatus(number))
			return nil
		},
		Shutdown: func() error {
			statuses.Shutdown()
			return nil
		},
		Resume: func() error {
			statuses.Resume()
			return nil
		},
		Stop: func(grace time.Duration) {
			cut := time.AfterFunc(grace, server.Stop)
			defer cut.Stop()
			server.GracefulStop()
		},
	}, nil
}
