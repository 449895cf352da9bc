package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// command is one line of the suite, checked: its fields have the values that its operation asks for.
type command struct {
	service string
	status  healthpb.HealthCheckResponse_ServingStatus // of set; of flap, the last one
	count   int64
	threads int64
	pause   time.Duration
}

type operation func(command) error

var (
	errUnsupported = errors.New("unsupported")
	errInvalid     = errors.New("invalid")
)

const defaultGrace = 2 * time.Second

// obey carries out a command a line until stop, or the end of the input, and returns stop's grace.
func obey(input io.Reader, operations map[string]operation) time.Duration {
	lines := bufio.NewReaderSize(input, 1<<20)
	for {
		line, ended := lines.ReadBytes('\n')
		if len(line) > 0 {
			id, op, given := parse(line)
			grace, err := carryOut(operations, op, given)
			reply(id, err)
			if op == "stop" && err == nil {
				return grace
			}
		}
		if ended != nil {
			return defaultGrace
		}
	}
}

// parse reads a line; its id is null where it has none.
func parse(line []byte) (id json.RawMessage, op string, given *fields) {
	id, given = json.RawMessage("null"), &fields{}
	if err := json.Unmarshal(line, &given.raw); err != nil || given.raw == nil || !utf8.Valid(line) {
		given.refuse("not a JSON object in UTF-8")
		return id, "", given
	}
	if raw, found := given.raw["id"]; found {
		id = raw
	}
	return id, given.text("op"), given
}

// carryOut returns the grace of stop.
func carryOut(operations map[string]operation, op string, given *fields) (time.Duration, error) {
	var c command
	switch op {
	case "set":
		c.service, c.status = given.text("service"), given.status("status")
	case "flap":
		c.service, c.status = given.text("service"), given.status("last")
		c.count = given.integer("count", 0, absent)
		c.threads = given.integer("threads", 1, 1)
		c.pause = time.Duration(given.integer("pauseMicros", 0, 0)) * time.Microsecond
	case "stop":
		return time.Duration(given.integer("graceMs", 0, defaultGrace.Milliseconds())) * time.Millisecond, given.err
	}
	operate, known := operations[op]
	if given.err == nil && !known {
		return 0, fmt.Errorf("%w: op %q", errUnsupported, op)
	}
	if given.err != nil {
		return 0, given.err
	}
	return 0, operate(c)
}

// giveWay sleeps; below a millisecond, where sleep is too coarse, it yields until the time is over.
func giveWay(pause time.Duration) {
	if pause >= time.Millisecond {
		time.Sleep(pause)
		return
	}
	for until := time.Now().Add(pause); time.Now().Before(until); {
		runtime.Gosched()
	}
}

func reply(id json.RawMessage, err error) {
	answer := map[string]any{"id": id, "ok": err == nil}
	if err != nil {
		answer["error"], answer["detail"] = "failed", err.Error()
		for _, kind := range []error{errUnsupported, errInvalid} {
			if errors.Is(err, kind) {
				answer["error"] = kind.Error()
			}
		}
	}
	writeLine(answer)
}

// flap makes count changes by turns, whichever thread is free, and then one more to the last status.
func (c command) flap(set func(healthpb.HealthCheckResponse_ServingStatus)) {
	turns := [2]healthpb.HealthCheckResponse_ServingStatus{
		healthpb.HealthCheckResponse_SERVING, healthpb.HealthCheckResponse_NOT_SERVING,
	}
	var begun atomic.Int64
	var threads sync.WaitGroup
	for range c.threads {
		threads.Go(func() {
			for i := begun.Add(1) - 1; i < c.count; i = begun.Add(1) - 1 {
				set(turns[i%2])
				giveWay(c.pause)
			}
		})
	}
	threads.Wait()
	set(c.status)
}
