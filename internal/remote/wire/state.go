package wire

import (
	"fmt"

	"tend/manager"
)

// Session is who answers.
type Session struct {
	Name    string `json:"name"`
	Version string `json:"version"` // of tend
	PID     int    `json:"pid"`
	// Config is the path of the configuration; empty if there is none.
	Config string `json:"config,omitempty"`
	// Detached is set if no screen and no terminal belong to it.
	Detached bool `json:"detached,omitempty"`
	// Screen is how a screen of it is to look; absent for those that do not say.
	Screen *Screen `json:"screen,omitempty"`
}

// Screen is how a screen of the session is to look, by its configuration. What is
// empty is as by default.
type Screen struct {
	Theme      string `json:"theme,omitempty"`
	Background string `json:"background,omitempty"`
	ASCII      bool   `json:"ascii,omitempty"`
	Notify     string `json:"notify,omitempty"` // "none", "bell", "desktop" or "both"
	// Keys are bound in place of those by default, by the names of the actions.
	Keys map[string][]string `json:"keys,omitempty"`
}

// State is the whole stack at one moment, or what has changed of it.
type State struct {
	// Version counts the states of the session: each is greater than the one
	// before.
	Version uint64 `json:"version"`
	// Skipped is how many states there were between the one told before and this
	// one: they came faster than they were read. The last one is never skipped.
	Skipped uint64 `json:"skipped,omitempty"`
	Name    string `json:"name"`
	Source  string `json:"source"` // where the stack comes from
	// Phase is "up", "closing" while everything is being stopped, or "closed".
	Phase   string   `json:"phase"`
	Outcome *Outcome `json:"outcome,omitempty"` // which process ended the session
	// Order is the names of all processes, in the order they are shown in.
	Order []string `json:"order"`
	// Processes are all of them, or, where a change is told, those that are others
	// than before.
	Processes []Process `json:"processes"`
}

// Outcome is why a session ended by itself.
type Outcome struct {
	Process string `json:"process"`
	Code    int    `json:"code"`
}

var phaseNames = [...]string{manager.Up: "up", manager.Closing: "closing", manager.Closed: "closed"}

// StateOf returns a snapshot as it is told to somebody who was told the one
// before last; nil for somebody who was told nothing.
func StateOf(s, last *manager.Snapshot) State {
	out := State{
		Version: s.Version, Name: s.Name, Source: s.Source, Phase: phaseNames[s.Phase],
		Order: make([]string, len(s.Processes)), Processes: []Process{},
	}
	if s.Outcome != nil {
		out.Outcome = &Outcome{Process: s.Outcome.Process, Code: s.Outcome.Code}
	}
	told := make(map[*manager.ProcessView]bool) // snapshots share what has not changed
	if last != nil {
		if s.Version > last.Version {
			out.Skipped = s.Version - last.Version - 1
		}
		for _, v := range last.Processes {
			told[v] = true
		}
	}
	for i, v := range s.Processes {
		out.Order[i] = v.Name
		if !told[v] {
			out.Processes = append(out.Processes, ProcessOf(v))
		}
	}
	return out
}

// Snapshot returns the state as the manager has it, for somebody who was told
// last before; nil if nothing. It shares what has not changed with that one. It
// fails if the state is none that this version of tend knows.
func (s *State) Snapshot(last *manager.Snapshot) (*manager.Snapshot, error) {
	out := &manager.Snapshot{Version: s.Version, Name: s.Name, Source: s.Source}
	phase, err := parse[manager.Phase]("phase", phaseNames[:], s.Phase)
	if err != nil {
		return nil, err
	}
	out.Phase = phase
	if s.Outcome != nil {
		out.Outcome = &manager.Outcome{Process: s.Outcome.Process, Code: s.Outcome.Code}
	}
	views := make(map[string]*manager.ProcessView, len(s.Order))
	if last != nil {
		for _, v := range last.Processes {
			views[v.Name] = v
		}
	}
	for i := range s.Processes {
		view, err := s.Processes[i].View()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Processes[i].Name, err)
		}
		views[view.Name] = view
	}
	for _, name := range s.Order {
		view := views[name]
		if view == nil {
			return nil, fmt.Errorf("nothing was said of %s", name)
		}
		out.Processes = append(out.Processes, view)
	}
	return out, nil
}

// parse finds the value of a name.
func parse[T ~uint8](what string, names []string, name string) (T, error) {
	for i, known := range names {
		if known == name {
			return T(i), nil
		}
	}
	return 0, fmt.Errorf("there is no %s %q: the session is of another version of tend", what, name)
}

// namesOf are the names of the values of an enumeration up to the last one.
func namesOf[T interface {
	~uint8
	String() string
}](last T) []string {
	names := make([]string, 0, last+1)
	for v := range last + 1 {
		names = append(names, v.String())
	}
	return names
}
