package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/processcontrol"
)

func newEvents(sys *System, from *source) *cobra.Command {
	var asJSON bool
	var before int
	cmd := &cobra.Command{
		Use:   "events",
		Short: "Print what happens in the running session, until it ends",
		Long: `Print what happens in the running session, a line each, until it ends: how processes
change, “running → ready”, and what tend has to say. What a process was for less than
a few milliseconds may not be told; runs of which nothing is told are counted.`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an object a line: see docs/commands.md")
	cmd.Flags().IntVarP(&before, "lines", "n", 0, "begin with the `N` newest things that tend had to say")
	completeFlag(cmd, "lines", cobra.NoFileCompletions)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if before < 0 {
			return usageError{fmt.Errorf("--lines %d is no number of lines", before)}
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		e := &eventPrinter{out: sys.Stdout, json: asJSON, colour: useColour(sys)}
		return e.follow(cmd.Context(), c, before)
	}
	return cmd
}

// event is one thing that has happened, as --json prints it: a process that has
// become something else, something that tend had to say, or that entries were
// skipped.
type event struct {
	Time    time.Time `json:"time"`
	Process string    `json:"process,omitempty"`
	Run     uint64    `json:"run,omitempty"`
	From    string    `json:"from,omitempty"` // status; empty for a process that is new
	To      string    `json:"to,omitempty"`   // status; empty for one that has left
	Problem string    `json:"problem,omitempty"`
	Level   string    `json:"level,omitempty"`
	Text    string    `json:"text,omitempty"`
	// SkippedStates are states of the whole stack and SkippedRuns runs of the process
	// that there were in between, SkippedEntries entries of the journal.
	SkippedStates  uint64 `json:"skipped_states,omitempty"`
	SkippedRuns    uint64 `json:"skipped_runs,omitempty"`
	SkippedEntries int64  `json:"skipped_entries,omitempty"`

	from, to string // in words
}

// eventPrinter prints what happens.
type eventPrinter struct {
	out      io.Writer
	json     bool
	colour   bool
	prefixes *prefixes
	last     *manager.Snapshot
}

func (p *eventPrinter) follow(ctx context.Context, c *client.Client, before int) error {
	return c.Follow(ctx, before, func(change *wire.Change) error {
		if change == nil {
			return nil
		}
		events, err := p.eventsOf(change, time.Now())
		for i := 0; i < len(events) && err == nil; i++ {
			err = p.print(&events[i])
		}
		return err
	})
}

// eventsOf returns what a change is made of. What tend said of it comes first.
func (p *eventPrinter) eventsOf(change *wire.Change, now time.Time) (events []event, err error) {
	if j := change.Journal; j != nil {
		if j.Missed > 0 {
			events = append(events, event{Time: now, SkippedEntries: j.Missed})
		}
		for _, e := range j.Entries {
			events = append(events, event{Time: e.Time, Process: e.Process, Run: e.Run, Level: e.Level, Text: e.Text})
		}
	}
	if change.State == nil {
		return events, nil
	}
	s, err := change.State.Snapshot(p.last)
	if err != nil {
		return nil, err
	}
	if p.last != nil {
		changed := differences(p.last, s, now)
		for i := range changed {
			changed[i].SkippedStates = change.State.Skipped
		}
		events = append(events, changed...)
	} else {
		p.prefixes = newPrefixes(s.Processes, p.colour)
	}
	p.last = s
	return events, nil
}

// differences are how the processes of one state differ from those of the one
// before it.
func differences(old, s *manager.Snapshot, now time.Time) (events []event) {
	for _, v := range s.Processes {
		e := event{Time: now, Process: v.Name, Run: v.Generation, To: v.Status.String(), Problem: v.Problem, from: "new", to: condition(v)}
		before := viewOf(old, v.Name)
		if before == nil {
			events = append(events, e)
			continue
		}
		e.From, e.from = before.Status.String(), word(before)
		if v.Generation > before.Generation {
			e.SkippedRuns = v.Generation - before.Generation - 1
		}
		if e.From != e.To || v.Generation != before.Generation {
			events = append(events, e)
		}
	}
	for _, v := range old.Processes {
		if viewOf(s, v.Name) == nil {
			events = append(events, event{Time: now, Process: v.Name, Run: v.Generation, From: v.Status.String(), from: word(v), to: "has left the configuration"})
		}
	}
	return events
}

// word is the one word for a process, as the list of processes has it.
func word(v *manager.ProcessView) string {
	if v.Status == manager.Stopping && v.Stop.Phase == processcontrol.NoPhase {
		return "ending" // by itself
	}
	return v.Status.String()
}

func (p *eventPrinter) print(e *event) error {
	var err error
	if p.json {
		encoder := json.NewEncoder(p.out)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(e)
	} else {
		_, err = fmt.Fprintf(p.out, "%s %s%s\n", e.Time.In(time.Local).Format(time.TimeOnly), p.prefixes.of(e.Process), p.text(e))
	}
	if err != nil {
		return unprinted(err)
	}
	return nil
}

// text says what has happened.
func (p *eventPrinter) text(e *event) string {
	switch {
	case e.SkippedEntries > 0:
		return fmt.Sprintf("%d entries of the journal are not told: they came faster than they were read", e.SkippedEntries)
	case e.Text != "":
		if p.colour && (e.Level == slog.LevelWarn.String() || e.Level == slog.LevelError.String()) {
			return fmt.Sprintf("\x1b[%dm%s\x1b[0m", red, e.Text)
		}
		return shown(e.Text, p.colour)
	case e.SkippedRuns > 0:
		return fmt.Sprintf("%s → %s (%d runs in between)", e.from, e.to, e.SkippedRuns)
	default:
		return e.from + " → " + e.to
	}
}
