package subject

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

var (
	errUnsupported = errors.New("unsupported")
	errInvalid     = errors.New("invalid")
)

const defaultGrace = 2 * time.Second

// obey carries out a command a line until stop, or the end of the input, and returns stop's grace.
func (s *Subject) obey(input io.Reader) time.Duration {
	lines := bufio.NewReaderSize(input, 1<<20)
	for {
		line, ended := lines.ReadBytes('\n')
		if len(line) > 0 {
			id, op, given := parse(line)
			grace, err := s.carryOut(op, given)
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
func (s *Subject) carryOut(op string, given *fields) (time.Duration, error) {
	switch {
	case given.err != nil:
		return 0, given.err
	case op == "stop":
		grace := given.integer("graceMs", 0, defaultGrace.Milliseconds())
		return time.Duration(grace) * time.Millisecond, given.err
	case !slices.Contains(s.ops(), op):
		return 0, fmt.Errorf("%w: op %q", errUnsupported, op)
	}
	switch op {
	case "set":
		service, status := given.text("service"), given.status("status")
		return 0, s.unless(given, status, func() error { return s.Set(service, status) })
	case "flap":
		f := flap{
			service: given.text("service"),
			count:   given.integer("count", 0, absent),
			last:    given.status("last"),
			threads: given.integer("threads", 1, 1),
			pause:   time.Duration(given.integer("pauseMicros", 0, 0)) * time.Microsecond,
		}
		return 0, s.unless(given, f.last, func() error { return f.run(s.Set) })
	case "clear":
		service := given.text("service")
		if given.err != nil {
			return 0, given.err
		}
		return 0, s.Clear(service)
	case "shutdown":
		return 0, s.Shutdown()
	default:
		return 0, s.Resume()
	}
}

// unless calls operate, unless a field or the status can't be taken.
func (s *Subject) unless(given *fields, status Status, operate func() error) error {
	if given.err != nil {
		return given.err
	}
	if !slices.Contains(s.Statuses, status) {
		return fmt.Errorf("%w: status %s", errUnsupported, status)
	}
	return operate()
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

// flap is many changes by turns, made by whichever thread is free, and then one more to the last status.
type flap struct {
	service string
	count   int64
	last    Status
	threads int64
	pause   time.Duration
}

func (f flap) run(set func(string, Status) error) error {
	turns := [2]Status{Serving, NotServing}
	var begun atomic.Int64
	var failure atomic.Pointer[error]
	var threads sync.WaitGroup
	for range f.threads {
		threads.Go(func() {
			for i := begun.Add(1) - 1; i < f.count; i = begun.Add(1) - 1 {
				if err := set(f.service, turns[i%2]); err != nil {
					failure.Store(&err)
					return
				}
				giveWay(f.pause)
			}
		})
	}
	threads.Wait()
	if err := failure.Load(); err != nil {
		return *err
	}
	return set(f.service, f.last)
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
