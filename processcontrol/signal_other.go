//go:build !unix

package processcontrol

// The signals that tend itself sends. Nothing is started on this platform:
// the numbers are there so that a configuration can be checked.
const (
	SIGTERM = Signal(15)
	SIGKILL = Signal(9)
)

var signalNumbers = map[string]Signal{
	"SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGKILL": SIGKILL, "SIGUSR1": 10, "SIGUSR2": 12,
	"SIGTERM": SIGTERM, "SIGCONT": 18, "SIGSTOP": 19, "SIGWINCH": 28,
}

func signalNumber(name string) Signal { return signalNumbers[name] }

func signalName(s Signal) string {
	for name, n := range signalNumbers {
		if n == s {
			return name
		}
	}
	return ""
}
