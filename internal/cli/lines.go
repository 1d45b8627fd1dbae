package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
)

// pageSize is how many lines are taken from one process before the next has
// its turn.
const pageSize = 512

// showLines prints the output of all processes, each line with the time and
// its process's name, until the session has ended. It ends the session when
// nothing is left to do, and returns the exit code that follows.
func (s *session) showLines(sys *System) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := newLinePrinter(s, sys.Stdout, useColour(sys))
	output := make(chan struct{}, 1)
	watched := make(map[string]bool)
	changes := s.Changes(ctx)
	outcome := exitCode(0)
	decided := false
	var seen logview.Horizon
	for {
		snapshot := s.Snapshot()
		s.watchLogs(ctx, snapshot, watched, output)
		if err := p.print(snapshot, seen.Next(time.Now())); err != nil {
			return unprinted(err)
		}
		if s.until != "" && !decided && snapshot.Phase == manager.Up && s.inVain(snapshot) {
			outcome, decided = exitFailed, true
			continue
		}
		if code, over := verdict(snapshot); over && !decided && !s.stays && snapshot.Phase == manager.Up {
			outcome, decided = code, true
			if s.until != "" {
				outcome = exitFailed // it has been stopped
			}
			s.Shutdown(false)
			continue
		}
		if snapshot.Phase == manager.Closed {
			break
		}
		select {
		case <-output:
		case <-changes:
		case <-s.Ended():
			s.Shutdown(false) // the last snapshot says Closed by now
		}
	}
	s.printRest = func() error {
		if err := p.print(s.Snapshot(), seen.All()); err != nil {
			return unprinted(err)
		}
		return nil
	}
	if err := s.printRest(); err != nil {
		return err
	}
	if outcome != 0 {
		return outcome
	}
	return nil
}

// watchLogs has output told of the output of those who are not watched yet: a
// reload may bring others.
func (s *session) watchLogs(ctx context.Context, snapshot *manager.Snapshot, watched map[string]bool, output chan<- struct{}) {
	for _, v := range snapshot.Processes {
		if !watched[v.Name] {
			watched[v.Name] = true
			s.WatchLogs(ctx, v.Name, output)
		}
	}
}

// verdict tells whether nothing runs any more and nothing will. The exit code
// is then that of the first process that has failed.
func verdict(s *manager.Snapshot) (code exitCode, over bool) {
	var first *manager.ProcessView
	for _, p := range s.Processes {
		switch p.Status {
		case manager.Exited, manager.Failed, manager.GaveUp:
			if first == nil || p.EndedAt.Before(first.EndedAt) {
				first = p
			}
		case manager.Done, manager.NotStarted, manager.Stopped:
		case manager.Waiting:
			if !slices.ContainsFunc(p.WaitingFor, func(u manager.Unmet) bool { return u.Failed }) {
				return 0, false
			}
		default:
			return 0, false
		}
	}
	if first == nil {
		return 0, true
	}
	return exitCode(first.ExitCode()), true
}

// linePrinter prints what is new, in order of time.
type linePrinter struct {
	session  *session
	out      *bufio.Writer
	colour   bool
	prefixes *prefixes
	next     map[string]int64 // by process: the first line not printed yet
	entry    int64            // the number of the last journal entry printed
	but      string           // a process that is not printed; empty: none
}

func newLinePrinter(s *session, w io.Writer, colour bool) *linePrinter {
	return &linePrinter{
		session: s, out: bufio.NewWriterSize(w, 64<<10), colour: colour,
		prefixes: newPrefixes(s.Snapshot().Processes, colour), next: make(map[string]int64),
	}
}

// join begins to print a process.
func (p *linePrinter) join(name string) {
	if _, known := p.next[name]; !known {
		p.next[name] = 1
	}
}

// printed is one line to print.
type printed struct {
	at         time.Time
	name, text string
}

// print writes all that is new and not later than the horizon, in order of
// time: with everything up to the horizon in hand, no line can come to stand
// after what tend said later, nor before what it said earlier.
func (p *linePrinter) print(s *manager.Snapshot, horizon time.Time) error {
	for more := true; more; {
		more = false
		var lines []printed
		for _, v := range s.Processes {
			if v.Name == p.but {
				continue
			}
			p.join(v.Name)
			full, err := p.collectOutput(v.Name, horizon, &lines)
			if err != nil {
				return err
			}
			more = more || full
		}
		if !more { // else what tend says may be about lines still to come
			p.collectEntries(horizon, &lines)
		}
		slices.SortStableFunc(lines, func(a, b printed) int { return a.at.Compare(b.at) })
		for _, line := range lines {
			p.write(line)
		}
	}
	return p.out.Flush()
}

// collectOutput takes the complete lines of a process that are new, up to a
// page, and reports whether there may be more.
func (p *linePrinter) collectOutput(name string, horizon time.Time, lines *[]printed) (more bool, err error) {
	from := p.next[name]
	page, err := p.session.Logs(logview.Query{
		View: logview.View{Names: []string{name}}, At: logview.Position{Number: from}, Count: pageSize,
	})
	if err != nil {
		return false, err
	}
	if len(page.Lines) > 0 && page.Lines[0].Number > from {
		first := &page.Lines[0]
		lost := fmt.Sprintf("%d lines were lost: they came faster than they could be printed", first.Number-from)
		*lines = append(*lines, printed{at: first.Time, name: name, text: lost})
		p.next[name] = first.Number
	}
	for _, line := range page.Lines {
		if line.Partial || line.Time.After(horizon) {
			return false, nil
		}
		p.next[name] = line.Number + 1
		if line.Stream != logring.Note { // the journal says the same
			*lines = append(*lines, printed{at: line.Time, name: name, text: line.Text})
		}
	}
	return len(page.Lines) == pageSize, nil
}

// collectEntries takes what tend itself had to say since the last time.
func (p *linePrinter) collectEntries(horizon time.Time, lines *[]printed) {
	for _, e := range p.session.Journal(journalSize) {
		if e.Number <= p.entry || e.Time.After(horizon) {
			continue
		}
		p.entry = e.Number
		if p.but != "" && e.Process == p.but {
			continue
		}
		text := e.Text
		if e.Level >= slog.LevelWarn && p.colour {
			text = "\x1b[31m" + text + "\x1b[0m"
		}
		*lines = append(*lines, printed{at: e.Time, name: e.Process, text: text})
	}
}

// write puts a line into the buffer; its error comes back from Flush.
func (p *linePrinter) write(line printed) {
	p.out.WriteString(line.at.Format("15:04:05 "))
	p.out.WriteString(p.prefixes.of(line.name))
	p.out.WriteString(shown(line.text, p.colour))
	p.out.WriteByte('\n')
}
