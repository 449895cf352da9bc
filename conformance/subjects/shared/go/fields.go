package subject

import (
	"encoding/json"
	"fmt"
)

// fields are those of one line. Names are matched exactly, as a struct's would not be. Reading one that is
// missing or of another kind sets err, which keeps the first fault.
type fields struct {
	raw map[string]json.RawMessage
	err error
}

// absent stands, as an integer's default, for a field that must be there.
const absent = -1

func (f *fields) text(name string) string {
	var value *string
	if err := json.Unmarshal(f.raw[name], &value); err != nil || value == nil {
		f.refuse("%s: %s (expected: a string)", name, f.raw[name])
		return ""
	}
	return *value
}

func (f *fields) status(name string) Status {
	value := Status(f.text(name))
	if f.err == nil && value != Unknown && value != Serving && value != NotServing {
		f.refuse("%s: %q (expected: UNKNOWN, SERVING or NOT_SERVING)", name, value)
	}
	return value
}

func (f *fields) integer(name string, least, value int64) int64 {
	var err error
	if raw, found := f.raw[name]; found {
		err = json.Unmarshal(raw, &value)
	}
	if err != nil || value < least {
		f.refuse("%s: %s (expected: an integer of %d or more)", name, f.raw[name], least)
	}
	return value
}

func (f *fields) refuse(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf("%w: "+format, append([]any{errInvalid}, args...)...)
	}
}
