//go:build unix

package foreground

import (
	"os"
	"os/signal"
	"syscall"
)

// notify has signals sent that the size of the terminal may have changed, until
// the function is called.
func notify(c chan<- os.Signal) (stop func()) {
	signal.Notify(c, syscall.SIGWINCH)
	return func() { signal.Stop(c) }
}
