// Command kubelet-prober asks a server for its health as a kubelet does: with the very package that
// the kubelet calls for a gRPC startup, liveness or readiness probe.
//
//	kubelet-prober [-service NAME] [-timeout 1s] [-tls] HOST:PORT
//
// It prints the result and the kubelet's own message for it, and exits 0 for success, 1 for any
// other result, 2 for wrong usage. The timeout spans connecting and asking, as timeoutSeconds does.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"k8s.io/kubernetes/pkg/probe"
	"k8s.io/kubernetes/pkg/probe/grpc"
)

func main() {
	service := flag.String("service", "", "service to ask for; empty: the server as a whole")
	timeout := flag.Duration("timeout", time.Second, "limit for connecting and asking together")
	tls := flag.Bool("tls", false, "use TLS, without verifying the certificate")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: kubelet-prober [-service NAME] [-timeout 1s] [-tls] HOST:PORT")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	host, port, err := split(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "kubelet-prober:", err)
		os.Exit(2)
	}

	result, message, err := grpc.New().Probe(host, *service, port, *timeout, grpc.ProbeOptions{UseTLS: *tls})
	if err != nil {
		message = err.Error()
	}
	fmt.Printf("%s: %s\n", result, message)
	if result != probe.Success {
		os.Exit(1)
	}
}

// split takes HOST:PORT apart; the kubelet's prober wants the port as a number.
func split(address string) (string, int, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("%w (expected: HOST:PORT)", err)
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		return "", 0, fmt.Errorf("port: %s (expected: 1 to 65535)", text)
	}
	return host, port, nil
}
