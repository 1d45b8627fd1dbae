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

// listen has signals sent that tell a program to end, until the function is
// called. What they mean is for others to decide.
func listen(c chan<- os.Signal) (stop func()) {
	signal.Notify(c, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	return func() { signal.Stop(c) }
}

func continued(s os.Signal) bool { return s == syscall.SIGCONT }
