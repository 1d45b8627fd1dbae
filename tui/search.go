package tui

import (
	"fmt"
	"slices"

	"tend/internal/logring"
	"tend/internal/logview"
)

// search is what is looked for in the output.
type search struct {
	query   logring.Query // zero: nothing
	pattern *logring.Pattern
	at      logview.Position // the line one is at; zero: none
	// seeking is set while the first line is still looked for: which it is may
	// change as more is scanned.
	seeking bool

	count int64 // lines that have it, as far as is known
	rank  int64 // how many of them come before the one one is at; -1: at none
	// seen is set while what is known of is gone already, because more is
	// printed than can be looked through, but rows that are shown do match.
	seen bool
}

// errorQuery is what lines have that tell of an error.
var errorQuery = logring.Query{Text: `(?i)\b(error|fatal|panic|exception|fail(ed|ure)?|traceback)\b`, Regexp: true}

// newSearch returns a search for the first line that matches.
func newSearch(q logring.Query) search {
	if q == (logring.Query{}) {
		return search{}
	}
	p, err := q.Compile()
	if err != nil {
		return search{} // it has been said in the prompt
	}
	return search{query: q, pattern: p, seeking: true, rank: -1}
}

// on reports whether something is looked for.
func (s *search) on() bool { return s.pattern != nil }

// move goes on in the output of other processes.
func (s *search) move(names []string) {
	if !slices.Contains(names, s.at.Process) {
		s.at, s.rank = logview.Position{}, -1
	}
	s.seeking = false
}

// words says where one is: "3/41"; with a plus while there may be more.
func (s *search) words(looking bool) string {
	more := ""
	if looking {
		more = "+"
	}
	switch {
	case (s.seen || s.count == 0) && looking:
		return "looking"
	case s.seen:
		return fmt.Sprintf("%d+", s.count)
	case s.count == 0:
		return "no match"
	case s.rank < 0:
		return fmt.Sprintf("%d%s", s.count, more)
	default:
		return fmt.Sprintf("%d/%d%s", s.rank+1, s.count, more)
	}
}

// findHit returns the next line that matches after a position, or with back the
// one before.
func (o *output) findHit(at logview.Position, back bool) logview.Hit {
	hit, err := o.stack.SearchLogs(logview.Search{View: o.shown, Text: o.search.query, At: at, Back: back})
	if err != nil {
		return logview.Hit{} // whoever reads the lines says it
	}
	return hit
}

// justBefore is a position with nothing between it and the line at the other.
func justBefore(at logview.Position) logview.Position {
	if at != (logview.Position{}) {
		at.Number--
	}
	return at
}

// seek goes to the first line that matches, counted from where one was when the
// search began; or if there is none, to the last one before that.
func (o *output) seek() {
	s := &o.search
	done := o.scan.isDone(o.toScan())
	hit := o.findHit(justBefore(o.before.first), false)
	if hit.At == (logview.Position{}) && done {
		hit = o.findHit(o.before.first, true)
	}
	s.seeking = !done
	if hit.At != (logview.Position{}) && hit.At != s.at {
		o.goToHit(hit.At)
	}
}

// goToHit moves to a line that matches. A selection grows with it.
func (o *output) goToHit(at logview.Position) {
	o.search.at, o.style.at = at, at
	if o.selection.on {
		o.selection.cursor = at
	}
	o.goTo(at)
}

// count finds out how many lines match, and which of them one is at.
func (o *output) count() {
	s := &o.search
	if !s.on() || o.empty() {
		return
	}
	hit := o.findHit(justBefore(s.at), false)
	s.count, s.rank, s.seen = hit.Count, -1, false
	if hit.Count == 0 {
		for _, r := range o.rows {
			if r.hit {
				s.count++
			}
		}
		s.seen = s.count > 0
	}
	if s.at != (logview.Position{}) && hit.At.Is(s.at) {
		s.rank = hit.Rank
	}
}

// nextHit goes to the next line that matches, or with back to the one before,
// seen from the one one is at or else from the first one shown. It returns what
// is to be said of it.
func (o *output) nextHit(back bool) string {
	s := &o.search
	if !s.on() {
		return "nothing is looked for: " + o.keys.tells(Search, "searches")
	}
	s.seeking = false
	at := s.at
	if n := len(o.rows); n > 0 && !slices.ContainsFunc(o.rows, func(r logRow) bool { return r.at.Is(at) }) {
		if at = o.rows[0].at; !back {
			at = justBefore(at)
		}
	}
	hit, says := o.findHit(at, back), ""
	if hit.At == (logview.Position{}) {
		says = "past the newest match: on from the oldest"
		if back {
			says = "past the oldest match: on from the newest"
		}
		hit = o.findHit(logview.Position{}, back)
	}
	switch {
	case hit.At != (logview.Position{}):
		if hit.At.Is(s.at) {
			says = "there is no other match"
		}
		o.goToHit(hit.At)
	case !o.scan.isDone(o.toScan()):
		says = "still looking"
	case s.query == errorQuery:
		says = "no line tells of an error"
	default:
		says = "no line has " + s.query.Text
	}
	return says
}
