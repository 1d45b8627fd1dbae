package server

import (
	"errors"
	"fmt"
	"net/http"
	"regexp/syntax"
	"strconv"

	"tend/internal/remote/wire"
	"tend/manager"
)

func (s *Server) answerCommand(req *http.Request, c *wire.Command) (nothing, error) {
	command, err := c.Value()
	if err != nil {
		return nothing{}, statusError{http.StatusBadRequest, err}
	}
	return nothing{}, known(s.session.Do(req.Context(), command))
}

// known gives an error the status that says what is wrong: there is no such
// process, no such regular expression, or no session any more.
func known(err error) error {
	var pattern *syntax.Error
	switch {
	case isUnknown(err):
		return statusError{http.StatusNotFound, err}
	case errors.As(err, &pattern):
		return statusError{http.StatusBadRequest, err}
	case errors.Is(err, manager.ErrEnded):
		return statusError{http.StatusServiceUnavailable, err}
	default:
		return err
	}
}

func isUnknown(err error) bool {
	var unknown *manager.UnknownError
	return errors.As(err, &unknown)
}

func (s *Server) answerSignal(req *http.Request, c *wire.Signal) (nothing, error) {
	signal, err := c.Value()
	if err != nil || signal == 0 {
		return nothing{}, statusError{http.StatusBadRequest, errors.Join(err, fmt.Errorf("no signal %q can be sent", c.Signal))}
	}
	return nothing{}, known(s.session.Signal(req.Context(), req.PathValue("name"), signal))
}

func (s *Server) answerType(req *http.Request, t *wire.Typed) (nothing, error) {
	return nothing{}, known(s.session.Type(req.PathValue("name"), t.Keys))
}

func (s *Server) answerReload(req *http.Request, _ *nothing) (wire.Reloaded, error) {
	summary, err := s.session.Reload(req.Context())
	return wire.Reloaded{Summary: summary}, known(err)
}

func (s *Server) answerSize(_ *http.Request, size *wire.Size) (nothing, error) {
	const most = 10_000
	if size.Cols < 1 || size.Rows < 1 || size.Cols > most || size.Rows > most {
		return nothing{}, statusError{http.StatusBadRequest, fmt.Errorf("no terminal has %d columns and %d rows", size.Cols, size.Rows)}
	}
	s.session.Resize(size.Cols, size.Rows)
	return nothing{}, nil
}

func (s *Server) answerShutdown(_ *http.Request, down *wire.Shutdown) (nothing, error) {
	s.session.Shutdown(down.Force)
	return nothing{}, nil
}

func (s *Server) answerDetails(req *http.Request, _ *nothing) (wire.Details, error) {
	details, err := s.session.Details(req.PathValue("name"))
	if isUnknown(err) {
		return wire.Details{}, known(err)
	}
	return wire.DetailsOf(details, err), nil
}

func (s *Server) answerRaw(req *http.Request, _ *nothing) (wire.Raw, error) {
	from, err := number(req, "from", 0)
	if err != nil {
		return wire.Raw{}, err
	}
	raw, err := s.session.Raw(req.PathValue("name"), from)
	return wire.RawOf(raw), known(err)
}

func (s *Server) answerJournal(req *http.Request, _ *nothing) (wire.Journal, error) {
	count, err := number(req, "count", 100)
	if err != nil {
		return wire.Journal{}, err
	}
	out := s.journal(int(min(count, entriesKept)), 0)
	out.Missed = 0 // of a stream only
	return out, nil
}

// journal returns up to n entries that are newer than one.
func (s *Server) journal(n int, after int64) wire.Journal {
	out := wire.Journal{Entries: []wire.Entry{}}
	for _, e := range s.session.Journal(n) {
		if e.Number > after {
			out.Entries = append(out.Entries, wire.EntryOf(e))
		}
	}
	if len(out.Entries) > 0 {
		out.Missed = out.Entries[0].Number - after - 1
	}
	return out
}

// number returns a parameter of the query.
func number(req *http.Request, name string, otherwise int64) (int64, error) {
	text := req.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, statusError{http.StatusBadRequest, fmt.Errorf("%s=%s is not a number", name, text)}
	}
	return n, nil
}
