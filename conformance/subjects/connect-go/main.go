// Command connect-go makes the health handler of connectrpc.com/grpchealth, on net/http, a subject of the conformance
// suite.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"conformance/subject"

	"connectrpc.com/grpchealth"
)

var statuses = map[subject.Status]grpchealth.Status{
	subject.Unknown:    grpchealth.StatusUnknown,
	subject.Serving:    grpchealth.StatusServing,
	subject.NotServing: grpchealth.StatusNotServing,
}

func main() {
	subject.Run(start)
}

func start(listener net.Listener, _ []string) (*subject.Subject, error) {
	checker := grpchealth.NewStaticChecker()
	mux := http.NewServeMux()
	mux.Handle(grpchealth.NewHandler(checker))
	server := &http.Server{Handler: mux, Protocols: new(http.Protocols)}
	server.Protocols.SetUnencryptedHTTP2(true)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	}()
	return &subject.Subject{
		Name:    "connect-go",
		Version: subject.VersionOf("connectrpc.com/grpchealth"),
		Methods: []string{"Check", "Watch"},
		Set: func(service string, status subject.Status) error {
			checker.SetStatus(service, statuses[status])
			return nil
		},
		Stop: func(grace time.Duration) {
			context, cancel := context.WithTimeout(context.Background(), grace)
			defer cancel()
			if server.Shutdown(context) != nil {
				server.Close()
			}
		},
	}, nil
}
