package wire

import (
	"log/slog"
	"time"

	"tend/internal/journal"
	"tend/internal/vterm/ctlseq"
	"tend/manager"
	"tend/processcontrol"
)

// Command asks for an action on some processes, or on all.
type Command struct {
	// Action is "start", "stop", "kill", "restart" or "free the port of".
	Action string `json:"action"`
	// Processes are the names to act on; none means the whole stack, which is
	// started in the order of its dependencies and stopped in reverse.
	Processes []string `json:"processes,omitempty"`
}

var actionNames = namesOf(manager.FreePort)

// CommandOf returns a command as it is told.
func CommandOf(c manager.Command) Command { return Command{c.Action.String(), c.Names} }

// Value returns it as it is carried out. It fails if there is no such action.
func (c *Command) Value() (manager.Command, error) {
	action, err := parse[manager.Action]("action", actionNames, c.Action)
	return manager.Command{Action: action, Names: c.Processes}, err
}

// Signal asks for a signal to be sent to a process and what stems from it.
type Signal struct {
	Signal string `json:"signal"` // "SIGHUP", "HUP" or "1"
}

// Value returns its number. It fails if there is no such signal.
func (s *Signal) Value() (processcontrol.Signal, error) { return signalFrom(s.Signal) }

// Reloaded is what became of the configuration that was read again.
type Reloaded struct {
	Summary string `json:"summary"` // what has changed, in a line
}

// Shutdown asks for the end of the session.
type Shutdown struct {
	Force bool `json:"force,omitempty"` // at once
}

// Size is how large the terminals of the processes are to be.
type Size struct {
	Cols int `json:"cols"`
	Rows int `json:"rows"`
}

// Typed is what is typed into the terminal of a process.
type Typed struct {
	Keys []byte `json:"keys"` // base64
}

// Raw is what a process has printed to its terminal, as it came.
type Raw struct {
	Generation uint64 `json:"generation"`
	From       int64  `json:"from"` // bytes since the first run began
	Data       []byte `json:"data"` // base64
	// Whole is set if that is all that the run has printed.
	Whole bool `json:"whole,omitempty"`
	// Modes are what is switched on in the terminal after that, in tend's own way
	// to write it.
	Modes string `json:"modes"`
}

// RawOf returns it as it is told.
func RawOf(r processcontrol.Raw) Raw {
	return Raw{r.Generation, r.From, list(r.Data), r.Whole, r.Modes.String()}
}

// Value returns it as it was answered. It fails if the modes are none.
func (r *Raw) Value() (processcontrol.Raw, error) {
	modes, err := ctlseq.ParseModes(r.Modes)
	return processcontrol.Raw{Generation: r.Generation, From: r.From, Data: r.Data, Whole: r.Whole, Modes: modes}, err
}

// Attendance is from where on in the output of a process somebody answers what it
// asks its terminal. ID is for saying that he does not any more.
type Attendance struct {
	ID string `json:"id"`
	At int64  `json:"at"`
}

// Entry is one thing that tend did or met.
type Entry struct {
	Number  int64     `json:"number"` // from 1
	Time    time.Time `json:"time"`
	Level   string    `json:"level"` // "DEBUG", "INFO", "WARN" or "ERROR"
	Process string    `json:"process,omitempty"`
	Run     uint64    `json:"run,omitempty"` // generation that it concerns
	Text    string    `json:"text"`
}

// EntryOf returns an entry as it is told.
func EntryOf(e journal.Entry) Entry {
	return Entry{e.Number, e.Time, e.Level.String(), e.Process, e.Run, e.Text}
}

// Value returns it as it was logged. It fails if there is no such level.
func (e *Entry) Value() (journal.Entry, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(e.Level))
	return journal.Entry{Number: e.Number, Time: e.Time, Level: level, Process: e.Process, Run: e.Run, Text: e.Text}, err
}

// Journal is what tend has had to say.
type Journal struct {
	Entries []Entry `json:"entries"` // oldest first
	// Missed is how many entries a stream has left out before these: they came
	// faster than they were read.
	Missed int64 `json:"missed,omitempty"`
}

// Change is one message of the stream of events.
type Change struct {
	// State is there if the state has changed; the first one is whole.
	State *State `json:"state,omitempty"`
	// Journal is there if tend has had something to say.
	Journal *Journal `json:"journal,omitempty"`
}
