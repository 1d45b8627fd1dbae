package server

import (
	"crypto/rand"
	"fmt"
	"net/http"

	"tend/internal/remote/wire"
)

// attendant is one who answers what a process asks its terminal. The session knows
// him by this value.
type attendant struct{ process, id string }

func (s *Server) streamAttendance(w http.ResponseWriter, req *http.Request) {
	who := attendant{req.PathValue("name"), rand.Text()}
	at, err := s.session.Attend(who.process, who, true)
	if err != nil {
		limit(w)
		refuse(w, known(err))
		return
	}
	// For one whose screen was killed; whoever leaves has said so before.
	defer func() { _, _ = s.session.Attend(who.process, who, false) }()
	out, err := begin(w)
	if err != nil {
		return
	}
	defer out.end()
	for err = out.send("attending", wire.Attendance{ID: who.id, At: at}); err == nil; {
		select {
		case <-out.pulse.C:
			err = out.beat()
		case <-req.Context().Done():
			return
		}
	}
}

func (s *Server) answerLeave(req *http.Request, _ *nothing) (wire.Attendance, error) {
	who := attendant{req.PathValue("name"), req.URL.Query().Get("id")}
	if who.id == "" {
		return wire.Attendance{}, statusError{http.StatusBadRequest, fmt.Errorf("nobody attends to %s without an id", who.process)}
	}
	at, err := s.session.Attend(who.process, who, false)
	return wire.Attendance{ID: who.id, At: at}, known(err)
}

func (s *Server) answerRedraw(req *http.Request, _ *nothing) (nothing, error) {
	s.session.Redraw(req.PathValue("name"))
	return nothing{}, nil
}
