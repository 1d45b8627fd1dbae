package foreground

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// FollowSize tells how large the terminal is, in cells, now and whenever that
// changes, until Close. Without one, it does nothing.
func (f *Foreground) FollowSize(tell func(cols, rows int)) {
	if !f.terminal {
		return
	}
	changes := make(chan os.Signal, 1)
	stop := notify(changes)
	size := func() {
		if cols, rows, err := term.GetSize(f.Out.Fd()); err == nil && cols > 0 && rows > 0 {
			tell(cols, rows)
		}
	}
	size()
	f.beside.Go(func() {
		defer stop()
		for {
			select {
			case <-changes:
				size()
			case <-f.ctx.Done():
				return
			}
		}
	})
}
