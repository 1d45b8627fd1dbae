package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/internal/remote/wire"
	"tend/manager"
)

// lineQuery is which lines a stream of them has.
type lineQuery struct {
	names  []string // none: all
	tail   int      // negative: all
	since  time.Time
	match  *logring.Pattern // nil: all
	follow bool
}

func lineQueryOf(values url.Values) (q lineQuery, err error) {
	q = lineQuery{names: values["process"], tail: -1}
	if text := values.Get("tail"); text != "" {
		if q.tail, err = strconv.Atoi(text); err != nil || q.tail < 0 {
			return q, fmt.Errorf("tail=%s is not a number", text)
		}
	}
	if text := values.Get("since"); text != "" {
		if q.since, err = time.Parse(time.RFC3339, text); err != nil {
			return q, fmt.Errorf("since=%s is not a time as RFC 3339 has it", text)
		}
	}
	var grep logring.Query
	grep.Text = values.Get("grep")
	for name, flag := range map[string]*bool{"regexp": &grep.Regexp, "invert": &grep.Not, "follow": &q.follow} {
		if text := values.Get(name); text != "" {
			if *flag, err = strconv.ParseBool(text); err != nil {
				return q, fmt.Errorf("%s=%s is neither true nor false", name, text)
			}
		}
	}
	if values.Has("grep") {
		q.match, err = grep.Compile()
	}
	return q, err
}

// of returns the processes of a snapshot that are asked for.
func (q *lineQuery) of(s *manager.Snapshot) (names []string) {
	for _, v := range s.Processes {
		if len(q.names) == 0 || slices.Contains(q.names, v.Name) || slices.Contains(q.names, v.Family) {
			names = append(names, v.Name)
		}
	}
	return names
}

// unknown returns the first name asked for that no process has.
func (q *lineQuery) unknown(s *manager.Snapshot) error {
	for _, name := range q.names {
		if !slices.ContainsFunc(s.Processes, func(v *manager.ProcessView) bool { return v.Name == name || v.Family == name }) {
			return fmt.Errorf("cannot read output: %w", &manager.UnknownError{Name: name})
		}
	}
	return nil
}

// streamLines tells the lines of processes. While a client does not read, nothing
// is taken from them for it: what has had to give way meanwhile, it is told of.
func (s *Server) streamLines(w http.ResponseWriter, req *http.Request) {
	limit(w)
	q, err := lineQueryOf(req.URL.Query())
	if err != nil {
		refuse(w, statusError{http.StatusBadRequest, err})
		return
	}
	snapshot := s.session.Snapshot()
	trail := logview.NewTrail(s.session.Logs, q.match, q.since)
	if err = q.unknown(snapshot); err == nil {
		err = trail.Begin(q.of(snapshot), q.tail, q.follow)
	}
	if err != nil {
		refuse(w, known(err))
		return
	}
	out, err := begin(w)
	if err != nil {
		return // the client has gone
	}
	defer out.end()
	t := &teller{stream: out, session: s.session, trail: trail, unwatch: func() {}}
	if q.follow {
		err = t.follow(req, &q)
	} else {
		t.seen.Next(time.Now())
		err = t.read(t.seen.All())
	}
	if err == nil && (!q.follow || t.over) {
		_ = out.send("end", nil) // if the client has gone, it has all
	}
}

// teller tells what a trail comes to.
type teller struct {
	*stream
	session Session
	trail   *logview.Trail
	seen    logview.Horizon
	output  <-chan struct{} // the processes have printed something
	unwatch func()          // ends that
	over    bool            // the session is
}

// follow tells what comes, until the session is over or the client has gone.
func (t *teller) follow(req *http.Request, q *lineQuery) error {
	defer func() { t.unwatch() }()
	for changes := t.session.Changes(req.Context()); ; {
		gone := req.Context().Err() != nil // if only because the session is over: that is told
		snapshot := t.session.Snapshot()
		if t.trail.Join(q.of(snapshot)) || t.output == nil {
			t.watch(req.Context())
		}
		until := t.seen.Next(time.Now())
		if t.over = snapshot.Phase == manager.Closed; t.over {
			until = t.seen.All()
		}
		if err := t.read(until); err != nil || t.over || gone {
			return err
		}
		rest(req)
		select {
		case <-t.output:
		case <-changes:
		case <-t.pulse.C:
			if err := t.beat(); err != nil {
				return err
			}
		case <-req.Context().Done():
		}
	}
}

// watch has the output of the present processes watched, and no other.
func (t *teller) watch(ctx context.Context) {
	t.unwatch()
	ctx, t.unwatch = context.WithCancel(ctx)
	t.output = t.session.LogChanges(ctx, t.trail.Names()...)
}

// read tells what there is up to a time.
func (t *teller) read(until time.Time) error {
	err := t.trail.Read(until, func(name string, line *logview.Line, missed int64) error {
		if line == nil {
			return t.put("missed", wire.Missed{Process: name, Lines: missed})
		}
		return t.put("line", wire.LogLineOf(line))
	})
	if err != nil {
		return err
	}
	return t.flush()
}
