package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tend/internal/goal"
	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
)

// awaitReady waits until all processes named are ready: what has no readiness probe
// as soon as it runs, and what has ended well as much. Snapshot returns the present
// state, and changes receives a value after that has become another.
//
// It fails with a *failedError as soon as one of them cannot become ready unless
// somebody does something, or the session ends, and with the cause of ctx, and who
// was still waited for, when that ends.
func awaitReady(ctx context.Context, changes <-chan struct{}, snapshot func() *manager.Snapshot, names []string) error {
	for {
		s := snapshot()
		var late, failed []*manager.ProcessView
		for _, name := range names {
			v := viewOf(s, name)
			switch {
			case v == nil:
				return fmt.Errorf("%s has left the configuration while it was waited for", name)
			case isReady(v):
			case goal.Ready.Hopeless(v):
				failed = append(failed, culprits(s, v)...)
			default:
				late = append(late, v)
			}
		}
		switch {
		case len(failed) > 0:
			return &failedError{what: "not everything has started", culprits: unique(failed)}
		case len(late) == 0:
			return nil
		case s.Phase != manager.Up:
			return fmt.Errorf("the session was ended before %s", wordsFor(late))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return fmt.Errorf("%w: still waiting for %s", context.Cause(ctx), wordsFor(late))
		}
	}
}

// isReady reports whether nobody has to wait for a process any more: it is ready,
// or done with it, or its time is to come.
func isReady(v *manager.ProcessView) bool {
	return goal.Ready.Met(v) || goal.Done.Met(v) || v.Status == manager.Scheduled
}

// culprits are those because of whom a hopeless process is: itself, or what it
// waits for in vain.
func culprits(s *manager.Snapshot, v *manager.ProcessView) (all []*manager.ProcessView) {
	if v.Status != manager.Waiting {
		return []*manager.ProcessView{v}
	}
	for _, u := range v.WaitingFor {
		if on := viewOf(s, u.Name); u.Failed && on != nil {
			all = append(all, culprits(s, on)...)
		}
	}
	return unique(all)
}

func unique(views []*manager.ProcessView) (once []*manager.ProcessView) {
	for _, v := range views {
		if !slices.Contains(once, v) {
			once = append(once, v)
		}
	}
	return once
}

// wordsFor says who processes are and what they do.
func wordsFor(views []*manager.ProcessView) string {
	words := make([]string, len(views))
	for i, v := range views {
		words[i] = fmt.Sprintf("%s (%s)", v.Name, v.Status)
	}
	return strings.Join(words, ", ")
}

// failedError: something did not become what it had to, because of others.
type failedError struct {
	what     string
	culprits []*manager.ProcessView
}

// Error says what and because of whom, in one line.
func (e *failedError) Error() string {
	words := make([]string, len(e.culprits))
	for i, v := range e.culprits {
		words[i] = v.Name + ": " + reasonOf(v)
	}
	return e.what + ": " + strings.Join(words, "; ")
}

// reasonOf is why somebody waits for a process in vain.
func reasonOf(v *manager.ProcessView) string {
	switch {
	case v.Problem != "":
		return v.Problem
	case v.Status == manager.Stopped:
		return "was stopped"
	case v.Exit != nil:
		return v.Exit.String()
	default:
		return v.Status.String()
	}
}

// lastSaid is how many lines of what has failed are shown.
const lastSaid = 20

// logs reads what processes have printed: see manager.Manager.Logs.
type logs func(logview.Query) (logview.Page, error)

// tell writes the error, and the last lines of those who are to blame, as far as
// they can be read: the session may be gone.
func (e *failedError) tell(w io.Writer, read logs) error {
	var text strings.Builder
	fmt.Fprintf(&text, "tend: %s\n", e)
	for _, v := range e.culprits {
		lines, _ := lastLines(read, v.Name, lastSaid)
		for _, line := range lines {
			fmt.Fprintf(&text, "%s | %s\n", v.Name, line)
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// lastLines returns up to count of the last lines that a process has printed,
// without colours, and without what tend has put between them.
func lastLines(read logs, name string, count int) ([]string, error) {
	const notes = 8 // may stand between them: the end of each run is told
	page, err := read(logview.Query{View: logview.View{Names: []string{name}}, Back: true, Count: count + notes})
	if err != nil {
		return nil, err
	}
	var lines []string
	for i := range page.Lines {
		if l := &page.Lines[i]; l.Stream != logring.Note {
			lines = append(lines, ansi.Strip(l.Text))
		}
	}
	return lines[max(0, len(lines)-count):], nil
}
