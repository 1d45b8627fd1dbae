package server

import (
	"encoding/json"
	"net/http"
	"time"

	"tend/internal/remote/wire"
)

const (
	eventStream = "text/event-stream"
	// pace is the time between two messages of a stream, at least: more often
	// than a screen is drawn there is nobody to see it.
	pace = 15 * time.Millisecond
	// bundle is how much is written at once, in bytes.
	bundle = 32 << 10
)

// stream is an answer that goes on. Nothing bounds how long the client takes: its
// connection waits, and nobody else.
type stream struct {
	w     http.ResponseWriter
	c     *http.ResponseController
	pulse *time.Ticker
	text  []byte // not written yet
}

// begin begins a stream. The caller ends it.
func begin(w http.ResponseWriter) (*stream, error) {
	s := &stream{w: w, c: http.NewResponseController(w), pulse: time.NewTicker(wire.Pulse)}
	_ = s.c.SetReadDeadline(time.Time{})
	_ = s.c.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("Cache-Control", "no-store")
	err := s.c.Flush()
	if err != nil {
		s.end()
	}
	return s, err
}

func (s *stream) end() { s.pulse.Stop() }

// put adds an event of that name to what is sent next. What it says is JSON; nil
// is nothing.
func (s *stream) put(event string, says any) error {
	text := []byte("{}")
	if says != nil {
		var err error
		if text, err = json.Marshal(says); err != nil {
			return err
		}
	}
	s.text = append(append(s.text, "event: "...), event...)
	s.text = append(append(s.text, "\ndata: "...), text...)
	s.text = append(s.text, "\n\n"...)
	if len(s.text) < bundle {
		return nil
	}
	return s.flush()
}

// send sends an event at once.
func (s *stream) send(event string, says any) error {
	if err := s.put(event, says); err != nil {
		return err
	}
	return s.flush()
}

// beat shows that the session lives.
func (s *stream) beat() error {
	s.text = append(s.text, ":\n\n"...)
	return s.flush()
}

// flush sends what has been put.
func (s *stream) flush() error {
	if len(s.text) == 0 {
		return nil
	}
	_, err := s.w.Write(s.text)
	s.text = s.text[:0]
	if err != nil {
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
