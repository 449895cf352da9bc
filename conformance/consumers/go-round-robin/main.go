// Command go-round-robin keeps a grpc-go channel open with round_robin and client-side health
// checking, and prints its state, one line a change, until it is killed.
//
//	go-round-robin HOST:PORT SERVICE
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/health"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go-round-robin HOST:PORT SERVICE")
		os.Exit(2)
	}
	service, err := json.Marshal(os.Args[2])
	if err != nil {
		fail(err)
	}
	config := fmt.Sprintf(
		`{"loadBalancingConfig":[{"round_robin":{}}],"healthCheckConfig":{"serviceName":%s}}`, service)
	conn, err := grpc.NewClient(
		"passthrough:///"+os.Args[1],
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(config))
	if err != nil {
		fail(err)
	}
	conn.Connect()
	for {
		state := conn.GetState()
		fmt.Println(state)
		if !conn.WaitForStateChange(context.Background(), state) {
			return
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
