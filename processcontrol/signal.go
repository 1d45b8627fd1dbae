package processcontrol

import (
	"fmt"
	"strings"
)

// Signal is a signal number of this platform.
type Signal int

// ParseSignal reads a signal's name: "SIGTERM", "TERM" or "term".
func ParseSignal(name string) (Signal, error) {
	full := strings.ToUpper(strings.TrimSpace(name))
	if !strings.HasPrefix(full, "SIG") {
		full = "SIG" + full
	}
	if n := signalNumber(full); n != 0 {
		return n, nil
	}
	return 0, fmt.Errorf("unknown signal %q", name)
}

// String returns the signal's name, such as "SIGTERM".
func (s Signal) String() string {
	if name := signalName(s); name != "" {
		return name
	}
	return fmt.Sprintf("signal %d", int(s))
}
