//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"
)

// notify has signals sent that concern a screen, until the function is called.
func notify(c chan<- os.Signal) (stop func()) {
	signal.Notify(c, syscall.SIGWINCH, syscall.SIGCONT)
	return func() { signal.Stop(c) }
}

func continued(s os.Signal) bool { return s == syscall.SIGCONT }
