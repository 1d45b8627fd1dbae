package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"tend/internal/remote/wire"
)

// attendance is that to one process, for as long as its context lasts.
type attendance struct {
	id    string
	leave context.CancelFunc
}

// Attend says whether somebody at this screen answers what a process asks its
// terminal. It returns from where on in its output that counts.
func (s *Stack) Attend(name string, who any, on bool) (at int64, err error) {
	if !on {
		return s.leave(name, who)
	}
	ctx, cancel := context.WithCancel(s.ctx)
	told := make(chan wire.Attendance, 1)
	ended := make(chan error, 1)
	s.beside.Go(func() {
		ended <- s.client.Events(ctx, of(name, "/attendance"), func(e Event) error {
			var a wire.Attendance
			if e.Name == "" {
				return nil
			}
			if err := json.Unmarshal(e.Data, &a); err != nil {
				return &LostError{err}
			}
			told <- a
			return nil
		})
	})
	select {
	case a := <-told:
		s.mu.Lock()
		s.attendances[who] = attendance{a.ID, cancel}
		s.mu.Unlock()
		return a.At, nil
	case err := <-ended:
		cancel()
		if err == nil {
			err = &LostError{errors.New("the connection ended")}
		}
		return 0, err
	}
}

// leave leaves the answers to others.
func (s *Stack) leave(name string, who any) (at int64, err error) {
	s.mu.Lock()
	a, attending := s.attendances[who]
	delete(s.attendances, who)
	s.mu.Unlock()
	if !attending {
		return 0, nil
	}
	defer a.leave()
	var until wire.Attendance
	err = s.client.Call(s.ctx, "DELETE", of(name, "/attendance?id="+url.QueryEscape(a.id)), nil, &until)
	return until.At, err
}

// Redraw makes a process draw its screen anew, if it draws any. It does not wait.
func (s *Stack) Redraw(name string) {
	s.beside.Go(func() { _ = s.client.Call(s.ctx, "POST", of(name, "/redraw"), nil, nil) })
}
