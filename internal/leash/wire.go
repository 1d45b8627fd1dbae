package leash

import (
	"encoding/json"
	"io"
)

// Process names a process for good. Start is in the unit of package proctable.
type Process struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"`
}

// Leader is a process that tend has started itself, in a session of its own.
type Leader struct {
	Process
	// Signal asks it to end; 0 is SIGTERM.
	Signal int `json:"signal,omitempty"`
}

// Session is what a helper has to know from the start.
type Session struct {
	// Mark is how an entry begins that is in the environment of everything that
	// tend has started.
	Mark string `json:"mark"`
	// Groups is the folder of the session's control groups, empty if there are
	// none.
	Groups string `json:"groups,omitempty"`
	// Crash is the file that the Go runtime writes to when tend crashes, empty
	// if there is none.
	Crash string `json:"crash,omitempty"`
	// Terminal is how the terminal was before tend changed it, nil if tend shows
	// no screen.
	Terminal *Terminal `json:"terminal,omitempty"`
	// Visit is set for a screen that shows another process's session: there is
	// nothing but the terminal to see to.
	Visit bool `json:"visit,omitempty"`
}

// message is what tend tells a helper. One field is set.
type message struct {
	Session *Session `json:"session,omitempty"`
	// Leash is the helper that acts first; the one that is told is the spare.
	Leash   *Process `json:"leash,omitempty"`
	Born    *Leader  `json:"born,omitempty"`
	Gone    *Process `json:"gone,omitempty"`
	Goodbye bool     `json:"goodbye,omitempty"`
}

// known is all that a helper has been told.
type known struct {
	session Session
	leash   *Process
	leaders map[Process]Leader
	// tend is its PID, for a helper that is its child; 0 for others, who do not
	// know whose children its orphans have become.
	tend int
}

// listen reads messages until a goodbye, which it reports, or their end.
func listen(r io.Reader) (k known, goodbye bool) {
	k.leaders = make(map[Process]Leader)
	for d := json.NewDecoder(r); ; {
		var m message
		if err := d.Decode(&m); err != nil {
			return k, false // its end, or cut off in the middle
		}
		switch {
		case m.Session != nil:
			k.session = *m.Session
		case m.Leash != nil:
			k.leash = m.Leash
		case m.Born != nil:
			k.leaders[m.Born.Process] = *m.Born
		case m.Gone != nil:
			delete(k.leaders, *m.Gone)
		case m.Goodbye:
			return k, true
		}
	}
}
