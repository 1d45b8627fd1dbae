package server

import (
	"encoding/json"
	"net/http"
	"time"

	"tend/internal/remote/wire"
	"tend/manager"
)

const (
	eventStream = "text/event-stream"
	// pace is the time between two messages of a stream, at least: more often
	// than a screen is drawn there is nobody to see it.
	pace = 15 * time.Millisecond
	// entriesKept is more than a session keeps of its journal.
	entriesKept = 1 << 20
)

// stream is an answer that goes on. Nothing bounds how long the client takes: its
// connection waits, and nobody else.
type stream struct {
	w     http.ResponseWriter
	c     *http.ResponseController
	pulse *time.Ticker
}

// begin begins a stream. The caller ends it.
func begin(w http.ResponseWriter) (*stream, error) {
	s := &stream{w: w, c: http.NewResponseController(w), pulse: time.NewTicker(wire.Pulse)}
	_ = s.c.SetReadDeadline(time.Time{})
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("Cache-Control", "no-store")
	return s, s.c.Flush()
}

func (s *stream) end() { s.pulse.Stop() }

// send sends an event of that name. What it says is JSON; nil is nothing.
func (s *stream) send(event string, says any) error {
	text := []byte("{}")
	if says != nil {
		var err error
		if text, err = json.Marshal(says); err != nil {
			return err
		}
	}
	return s.write("event: " + event + "\ndata: " + string(text) + "\n\n")
}

// beat shows that the session lives.
func (s *stream) beat() error { return s.write(":\n\n") }

func (s *stream) write(text string) error {
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.c.Flush()
}

// rest is the pause between two messages.
func rest(req *http.Request) {
	pause := time.NewTimer(pace)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-req.Context().Done():
	}
}

// streamEvents tells what changes, until the session is over.
func (s *Server) streamEvents(w http.ResponseWriter, req *http.Request) {
	first, err := number(req, "journal", 0)
	if err != nil {
		refuse(w, err)
		return
	}
	out, err := begin(w)
	if err != nil {
		return // the client has gone
	}
	defer out.end()
	changes := s.session.Changes(req.Context())
	var last *manager.Snapshot
	entry := s.journalBefore(int(first))
	for {
		snapshot := s.session.Snapshot()
		change := wire.Change{}
		if last == nil || snapshot.Version != last.Version {
			state := wire.StateOf(snapshot, last)
			change.State, last = &state, snapshot
		}
		if news := s.journal(entriesKept, entry); len(news.Entries) > 0 {
			change.Journal, entry = &news, news.Entries[len(news.Entries)-1].Number
		}
		if change != (wire.Change{}) && out.send("change", change) != nil || snapshot.Phase == manager.Closed {
			return
		}
		rest(req)
		select {
		case <-changes:
		case <-out.pulse.C:
			if out.beat() != nil {
				return
			}
		case <-req.Context().Done():
			// The session may have ended at this very moment: that is told.
			if s.session.Snapshot().Phase != manager.Closed {
				return
			}
		}
	}
}

// journalBefore returns the number of the entry before the n newest.
func (s *Server) journalBefore(n int) int64 {
	newest := s.session.Journal(n + 1)
	switch {
	case len(newest) == 0:
		return 0
	case len(newest) <= n:
		return newest[0].Number - 1
	default:
		return newest[0].Number
	}
}

// streamFigures has processes measured while somebody looks.
func (s *Server) streamFigures(w http.ResponseWriter, req *http.Request) {
	defer s.session.Measure()()
	s.streamSilence(w, req, nil)
}

// streamLogChanges tells that processes have printed something.
func (s *Server) streamLogChanges(w http.ResponseWriter, req *http.Request) {
	s.streamSilence(w, req, s.session.LogChanges(req.Context(), req.URL.Query()["process"]...))
}

// streamSilence tells that there were changes, and nothing of them.
func (s *Server) streamSilence(w http.ResponseWriter, req *http.Request, changes <-chan struct{}) {
	out, err := begin(w)
	if err != nil {
		return
	}
	defer out.end()
	for err == nil {
		select {
		case <-changes:
			err = out.send("changed", nil)
			rest(req)
		case <-out.pulse.C:
			err = out.beat()
		case <-req.Context().Done():
			return
		}
	}
}
