// Package server answers those who talk to a running session: commands, screens,
// scripts, editors.
//
// A Server listens on a Unix socket that only its user can reach, and looks at
// who connects besides. What it is asked, it asks the Session; it keeps nothing of
// its own. A request is bounded in size and, unless it is a stream, in time. A
// stream tells of states and output as fast as they are read: who reads slowly is
// told how much there was in between, and holds up nobody but itself.
//
// The table of routes is data, see route.go: the multiplexer, docs/api.md and the
// OpenAPI document are made of it.
package server

import (
	"context"
	"io"

	"tend/internal/journal"
	"tend/internal/logview"
	"tend/manager"
	"tend/processcontrol"
)

// Session is what a Server serves. All methods are safe for concurrent use.
type Session interface {
	// Snapshot, Changes, LogChanges, Logs, SearchLogs, ScanLogs and WriteLogs are
	// those of [manager.Manager].
	Snapshot() *manager.Snapshot
	Changes(ctx context.Context) <-chan struct{}
	LogChanges(ctx context.Context, names ...string) <-chan struct{}
	Logs(q logview.Query) (logview.Page, error)
	SearchLogs(s logview.Search) (logview.Hit, error)
	ScanLogs(ctx context.Context, s logview.Scan) error
	WriteLogs(ctx context.Context, w io.Writer, e logview.Extract) error
	// So are Details, Raw, Type, Attend, Redraw, Do, Signal, Resize and Shutdown.
	Details(name string) (manager.Details, error)
	Raw(name string, from int64) (processcontrol.Raw, error)
	Type(name string, keys []byte) error
	Attend(name string, who any, on bool) (at int64, err error)
	Redraw(name string)
	Do(ctx context.Context, cmd manager.Command) error
	Signal(ctx context.Context, name string, signal processcontrol.Signal) error
	Resize(cols, rows int)
	Shutdown(force bool)
	// Reload reads the configuration again, and returns what that changes.
	Reload(ctx context.Context) (summary string, err error)
	// Measure has what processes use measured until stop is called.
	Measure() (stop func())
	// Journal returns up to n of the newest things tend had to say, oldest first.
	Journal(n int) []journal.Entry
}
