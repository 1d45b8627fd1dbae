package manager

import (
	"fmt"
	"log/slog"
	"time"

	"tend/processcontrol"
)

// note is a line for tend's own log.
type note struct {
	level      slog.Level
	process    string // empty if it is about the session
	generation uint64
	text       string
}

// occurrence is something that has become of a process, for its hook.
type occurrence struct {
	process *Process
	event   Event
	seen    processcontrol.Snapshot
	reason  string
}

// Outcome is why the session ended by itself.
type Outcome struct {
	Process string // whose end it was
	Code    int    // the exit code of tend that follows from it
}

// note adds a line to the log, about a process or, without one, the session.
func (c *core) note(u *unit, format string, args ...any) {
	c.noteAt(slog.LevelInfo, u, format, args...)
}

func (c *core) noteAt(level slog.Level, u *unit, format string, args ...any) {
	n := note{level: level, text: fmt.Sprintf(format, args...)}
	if u != nil {
		n.process, n.generation = u.process.Name, u.seen.Generation
	}
	c.notes = append(c.notes, n)
}

// happened notes an occurrence if there is a hook for it.
func (c *core) happened(u *unit, event Event) {
	if len(u.process.Hooks.Commands[event]) > 0 {
		c.occurrences = append(c.occurrences, occurrence{
			process: u.process, event: event, seen: u.seen, reason: u.lastProblem(),
		})
	}
}

// tellEnd tells of the end of a generation that has just been dealt with.
func (c *core) tellEnd(u *unit, before restarts, now time.Time) {
	switch {
	case u.seen.State == processcontrol.Idle:
		c.happened(u, WasStopped)
		return
	case u.seen.State == processcontrol.Exited:
		c.happened(u, HasExited)
	}
	switch {
	case u.restarts.total > before.total:
		c.noteAt(slog.LevelWarn, u, "%s; restart %d in %s", u.lastProblem(), u.restarts.attempt,
			u.restarts.at.Sub(now).Round(100*time.Millisecond))
		c.happened(u, IsBackingOff)
	case u.restarts.gaveUp:
		c.noteAt(slog.LevelError, u, "%s", u.gaveUp())
		c.happened(u, HasFailed)
	case u.failed():
		c.happened(u, HasFailed)
	}
}

// gaveUp says that there have been too many restarts.
func (u *unit) gaveUp() string {
	return fmt.Sprintf("gave up after %d restarts in %s; last: %s", len(u.restarts.recent), u.process.Backoff.Within, u.lastProblem())
}

// exitCode is the exit code of tend when the end of this process ends the
// session.
func (u *unit) exitCode() int {
	if u.done() {
		return 0
	}
	return exitCode(u.seen.Exit)
}

// exitCode is what an end that was none of success becomes, as shells have it.
func exitCode(exit *processcontrol.Exit) int {
	const failed, bySignal = 1, 128
	switch {
	case exit == nil:
		return failed
	case exit.Signal != 0:
		return bySignal + int(exit.Signal)
	default:
		return max(exit.Code, failed)
	}
}

// ExitCode is the exit code of tend that follows from the end of a process
// that did not end well.
func (v *ProcessView) ExitCode() int { return exitCode(v.Exit) }

// takeNotes returns what there is to log, once.
func (c *core) takeNotes() []note {
	notes := c.notes
	c.notes = nil
	return notes
}

// takeOccurrences returns what there is to run hooks for, once.
func (c *core) takeOccurrences() []occurrence {
	occurrences := c.occurrences
	c.occurrences = nil
	return occurrences
}
