package tui

import (
	"context"
	"io"

	"tend/internal/journal"
	"tend/internal/logview"
	"tend/manager"
	"tend/processcontrol"
)

// Stack is what the screen needs of the processes it shows: values out,
// commands in. manager implements it in this process. No method but Do,
// Reload and those that take a context and return an error may wait for
// anything.
type Stack interface {
	// Snapshot returns the present state. The caller must not change it.
	Snapshot() *manager.Snapshot
	// Changes receives a value after the snapshot or the journal has changed;
	// what processes use changes it about once a second, while it is looked at.
	// Changes that nobody has collected yet are one: the last state always
	// arrives, and a slow reader delays nobody. The channel is never closed;
	// it is forgotten when ctx ends.
	Changes(ctx context.Context) <-chan struct{}
	// LogChanges does the same for the output of processes.
	LogChanges(ctx context.Context, names ...string) <-chan struct{}
	// Logs returns a part of what processes have printed.
	Logs(q logview.Query) (logview.Page, error)
	// SearchLogs finds a line, as far as ScanLogs has looked.
	SearchLogs(s logview.Search) (logview.Hit, error)
	// ScanLogs looks through what processes have printed so far, so that Logs
	// with a filter and SearchLogs know of it. It takes its time: the context
	// ends it early.
	ScanLogs(ctx context.Context, s logview.Scan) error
	// WriteLogs writes lines as text without colours.
	WriteLogs(ctx context.Context, w io.Writer, e logview.Extract) error
	// Details returns what else there is to know of a process. It may take
	// milliseconds.
	Details(name string) (manager.Details, error)
	// Raw returns what a process has printed to its terminal from a position
	// on, as it came.
	Raw(name string, from int64) (processcontrol.Raw, error)
	// Type types into the terminal of a process. It may wait for a second.
	Type(name string, keys []byte) error
	// Attend says whether somebody, of whatever comparable type, answers what a
	// process asks its terminal. It returns from where on in its output that
	// counts.
	Attend(name string, who any, on bool) (at int64, err error)
	// Redraw makes a process draw its screen anew, if it draws any.
	Redraw(name string)
	// Do asks for an action and returns once it has been accepted or refused,
	// not when it is over. The context bounds the wait.
	Do(ctx context.Context, cmd manager.Command) error
	// Reload reads the configuration again and puts it in place of the present
	// one. It returns what that changes, in one line. If the configuration is
	// wrong, or there is none to read, nothing changes; the error then has one
	// line for each reason. The context bounds the wait.
	Reload(ctx context.Context) (summary string, err error)
	// Resize tells the terminals of all processes how large they are shown.
	Resize(cols, rows int)
	// Look says whether somebody looks at what processes use. While nobody
	// does, nothing is measured that has no limit.
	Look(on bool)
	// Shutdown begins the end of the session: everything is stopped in reverse
	// order, or with force killed at once. The snapshot's phase is Closed once
	// nothing is left. Calling it again with force cuts the wait short.
	Shutdown(force bool)
	// Journal returns up to n of the newest things tend itself had to say,
	// oldest first.
	Journal(n int) []journal.Entry
}
