package server

import (
	"net/http"

	"tend/internal/remote/wire"
	"tend/manager"
)

// entriesKept is more than a session keeps of its journal.
const entriesKept = 1 << 20

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
		gone := req.Context().Err() != nil // if only because the session is over: that is told
		snapshot := s.session.Snapshot()
		change := wire.Change{}
		if last == nil || snapshot.Version != last.Version {
			state := wire.StateOf(snapshot, last)
			change.State, last = &state, snapshot
		}
		if news := s.journal(entriesKept, entry); len(news.Entries) > 0 {
			change.Journal, entry = &news, news.Entries[len(news.Entries)-1].Number
		}
		if change != (wire.Change{}) && out.send("change", change) != nil || gone || snapshot.Phase == manager.Closed {
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
