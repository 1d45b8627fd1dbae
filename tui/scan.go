package tui

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logring"
	"tend/internal/logview"
)

// scanLook is how often one looks at what a scan has found while it goes on.
const scanLook = 100 * time.Millisecond

// toScan is what has to be scanned so that the pane can show it. The zero value
// is nothing.
type toScan struct {
	names        string // joined, so that two can be compared
	filter, text logring.Query
}

// toScan says what has to be scanned now.
func (o *output) toScan() toScan {
	if o.empty() || !o.search.on() && o.filter == (logring.Query{}) {
		return toScan{}
	}
	return toScan{strings.Join(o.shown.Names, "\x00"), o.filter, o.search.query}
}

// scans are the calls that takes.
func (w toScan) scans(names []string, near logview.Position) []logview.Scan {
	var out []logview.Scan
	if w.filter != (logring.Query{}) {
		out = append(out, logview.Scan{Names: names, Texts: []logring.Query{w.filter}, Near: near})
	}
	switch {
	case w.text == logring.Query{}:
	case w.filter != logring.Query{}:
		out = append(out, logview.Scan{Names: names, Texts: []logring.Query{w.filter, w.text}, Near: near})
	default:
		out = append(out, logview.Scan{Names: names, Texts: []logring.Query{w.text}, Near: near})
	}
	return out
}

// scan has output looked through: one call at a time, ended when something else
// is wanted, and repeated when there is more output.
type scan struct {
	wanted toScan
	id     int
	cancel context.CancelFunc // of the call that goes on; nil: none does
	over   chan struct{}      // closed when the last call has returned, ended or not
	since  time.Time          // when wanted was first asked for
	done   bool               // a call for it has come to its end
	stale  bool               // output has changed since the last call began
}

// isDone reports whether that has been scanned, up to what came since.
func (s *scan) isDone(w toScan) bool { return w == toScan{} || s.done && s.wanted == w }

// isYoung reports whether that is asked for so lately that it is soon for an
// answer.
func (s *scan) isYoung(w toScan, now time.Time) bool {
	return !s.isDone(w) && (s.wanted != w || now.Sub(s.since) < scanLook)
}

// end ends what goes on.
func (s *scan) end() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

// keepScanning begins a scan if one is due.
func (o *output) keepScanning(ctx context.Context, now time.Time) tea.Cmd {
	s, w := &o.scan, o.toScan()
	if w != s.wanted {
		s.end()
		*s = scan{wanted: w, id: s.id, over: s.over, since: now, stale: true}
	}
	if w == (toScan{}) || s.cancel != nil || !s.stale {
		return nil
	}
	s.stale = false
	s.id++
	ctx, s.cancel = context.WithCancel(ctx)
	var near logview.Position
	if o.paused() {
		near = o.reader().top.at
	}
	after := s.over
	s.over = make(chan struct{})
	return scanLogs(ctx, s.id, o.stack, w.scans(o.shown.Names, near), after, s.over)
}

// ended takes the news that a scan is over, and reports whether it is the one
// that was waited for.
func (s *scan) ended(m scannedMsg) bool {
	if m.scan != s.id || s.cancel == nil {
		return false
	}
	s.end()
	s.done = true
	return true
}

// tell says to the clock that what has been found so far is shown.
func (s *scan) tell(c *clock) {
	if s.cancel != nil {
		c.at(c.now.Truncate(scanLook).Add(scanLook))
	}
}

// scanLogs has output looked through, once the call before has returned: that
// has been told to end, and will.
func scanLogs(ctx context.Context, id int, stack Stack, scans []logview.Scan, after <-chan struct{}, over chan<- struct{}) tea.Cmd {
	return func() tea.Msg {
		defer close(over)
		if after != nil {
			<-after
		}
		for _, s := range scans {
			if err := stack.ScanLogs(ctx, s); err != nil {
				return scannedMsg{scan: id, err: err}
			}
		}
		return scannedMsg{scan: id}
	}
}
