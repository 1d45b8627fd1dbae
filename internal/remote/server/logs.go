package server

import (
	"net/http"

	"tend/internal/remote/wire"
)

const plainText = "text/plain; charset=utf-8"

func (s *Server) answerLogs(_ *http.Request, q *wire.LogQuery) (wire.LogPage, error) {
	page, err := s.session.Logs(q.Value())
	return wire.LogPageOf(page), known(err)
}

func (s *Server) answerSearch(_ *http.Request, q *wire.LogSearch) (wire.LogHit, error) {
	hit, err := s.session.SearchLogs(q.Value())
	return wire.LogHitOf(hit), known(err)
}

func (s *Server) answerScan(req *http.Request, q *wire.LogScan) (nothing, error) {
	return nothing{}, known(s.session.ScanLogs(req.Context(), q.Value()))
}

// streamText writes lines as text for as long as the client takes them.
func (s *Server) streamText(w http.ResponseWriter, req *http.Request) {
	limit(w)
	var e wire.LogExtract
	if err := read(w, req, &e); err != nil {
		refuse(w, err)
		return
	}
	out := &patient{w: w}
	w.Header().Set("Content-Type", plainText)
	if err := s.session.WriteLogs(req.Context(), out, e.Value()); err != nil {
		if !out.begun {
			refuse(w, known(err))
			return
		}
		panic(http.ErrAbortHandler) // the client sees that it is not whole
	}
}

// patient writes an answer with time for every part of it.
type patient struct {
	w     http.ResponseWriter
	begun bool
}

func (p *patient) Write(text []byte) (int, error) {
	limit(p.w)
	p.begun = true
	return p.w.Write(text)
}
