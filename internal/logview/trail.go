package logview

import (
	"errors"
	"math"
	"slices"
	"sort"
	"time"

	"tend/internal/logring"
)

const (
	// trailPage is how many lines of a process are in hand at a time, at most, and
	// trailHeld how many bytes of all processes, about.
	trailPage = 256
	trailHeld = 1 << 20
)

// Trail goes through the output of several processes in the order in which it
// arrived, from somewhere on to what is there, and later on to what has come
// since. It has a part in hand at a time: what it has not come to is where the
// processes keep it, or has had to give way. One goroutine at a time uses it.
type Trail struct {
	read  func(Query) (Page, error)
	match *logring.Pattern // nil: all
	since time.Time        // nothing before; zero: no bound
	feet  []*foot
}

// foot is where a Trail stands in the output of one process.
type foot struct {
	name   string
	order  int
	next   int64  // the line to go on with
	end    int64  // where to stop
	lines  []Line // in hand: they match, and come before next
	missed int64  // lines that are gone, before those in hand
	page   int    // how many lines to read at a time
	gone   bool   // there is no such process any more
}

// NewTrail returns a Trail through what read reads, see Reader.Read, which stands
// nowhere. Only lines that match are told, unless that is nil, and none that
// arrived before since.
func NewTrail(read func(Query) (Page, error), match *logring.Pattern, since time.Time) *Trail {
	return &Trail{read: read, match: match, since: since}
}

// Begin begins with what processes have printed, or if tail is not negative with
// the last so many lines of that. Without onwards it goes no further than what is
// there now. It fails if there is no such process.
func (t *Trail) Begin(names []string, tail int, onwards bool) error {
	for _, name := range names {
		f := t.add(name)
		first, end, err := t.bounds(name)
		if err != nil {
			return err
		}
		f.next, f.end = first, end
		if !t.since.IsZero() {
			f.next, err = t.at(name, first, end)
			if err != nil {
				return err
			}
		}
	}
	if tail >= 0 {
		if err := t.back(tail); err != nil {
			return err
		}
	}
	for _, f := range t.feet {
		if onwards {
			f.end = math.MaxInt64
		}
	}
	return nil
}

// Join goes on with these processes: with what it did not know from its first
// line on, and without others.
func (t *Trail) Join(names []string) (changed bool) {
	kept := slices.DeleteFunc(t.feet, func(f *foot) bool { return f.gone || !slices.Contains(names, f.name) })
	changed = len(kept) != len(t.feet)
	t.feet = kept
	known := make(map[string]bool, len(t.feet))
	for _, f := range t.feet {
		known[f.name] = true
	}
	for _, name := range names {
		if !known[name] {
			changed = true
			t.add(name)
		}
	}
	for _, f := range t.feet {
		f.order = slices.Index(names, f.name)
	}
	return changed
}

// Names are the processes that it goes through.
func (t *Trail) Names() []string {
	names := make([]string, len(t.feet))
	for i, f := range t.feet {
		names[i] = f.name
	}
	return names
}

func (t *Trail) add(name string) *foot {
	const first = 8 // until it is known how long they are
	f := &foot{name: name, order: len(t.feet), next: 1, end: math.MaxInt64, page: first}
	t.feet = append(t.feet, f)
	return f
}

// bounds returns the number of the first line that is kept of a process, and that
// of the next one.
func (t *Trail) bounds(name string) (first, end int64, err error) {
	page, err := t.read(Query{View: View{Names: []string{name}}, At: Position{Number: 1}, Count: 1})
	if err != nil {
		return 0, 0, err
	}
	first = page.Dropped + 1
	return first, first + page.Before + int64(len(ended(page.Lines))) + page.After, nil
}

// at returns the number of the first line since the time that bounds the Trail.
func (t *Trail) at(name string, first, end int64) (int64, error) {
	var failed error
	n := sort.Search(int(end-first), func(i int) bool {
		page, err := t.read(Query{View: View{Names: []string{name}}, At: Position{Number: first + int64(i)}, Count: 1})
		if err != nil {
			failed = err
		}
		return err != nil || len(page.Lines) > 0 && !page.Lines[0].Time.Before(t.since)
	})
	return first + int64(n), failed
}

// back goes to before the last lines, count in all.
func (t *Trail) back(count int) error {
	from := make([]int64, len(t.feet))
	below := make([]*foot, len(t.feet))
	for i, f := range t.feet {
		from[i], f.next = f.next, f.end
		copied := *f
		below[i] = &copied
	}
	for range count {
		var last *foot
		for i, f := range below {
			if err := t.before(f, from[i]); err != nil {
				return err
			}
			if len(f.lines) > 0 && (last == nil || !f.newest().Time.Before(last.newest().Time)) {
				last = f
			}
		}
		if last == nil {
			return nil
		}
		t.feet[last.order].next = last.newest().Number
		last.lines = last.lines[:len(last.lines)-1]
	}
	return nil
}

func (f *foot) newest() *Line { return &f.lines[len(f.lines)-1] }

// before takes lines below those it had before in hand, unless there are some or
// none are left.
func (t *Trail) before(f *foot, from int64) error {
	for len(f.lines) == 0 && f.next > from {
		q := Query{View: View{Names: []string{f.name}}, At: Position{Number: f.next}, Back: true, Count: int(min(int64(f.page), f.next-from))}
		page, err := t.read(q)
		if err != nil {
			return err
		}
		if len(page.Lines) == 0 {
			f.next = from // they are gone
			return nil
		}
		f.next = page.Lines[0].Number
		t.weigh(f, page.Lines)
		f.lines = t.matching(page.Lines)
	}
	return nil
}

// matching returns those of some lines that are to be told.
func (t *Trail) matching(lines []Line) []Line {
	if t.match == nil && t.since.IsZero() {
		return lines
	}
	var plain []byte
	return slices.DeleteFunc(lines, func(l Line) bool {
		if l.Time.Before(t.since) {
			return true
		}
		plain = logring.AppendPlain(plain[:0], l.Text)
		return t.match != nil && !t.match.Match(plain)
	})
}

// weigh settles how many lines of a process to read at a time, by those read last.
func (t *Trail) weigh(f *foot, lines []Line) {
	bytes := 0
	for i := range lines {
		const rest = 100 // what a line needs beside its text
		bytes += len(lines[i].Text) + rest
	}
	each := trailHeld / len(t.feet)
	f.page = min(max(each*len(lines)/max(bytes, 1), 1), trailPage)
}

// Read tells lines up to a time, and before those of a process how many of it are
// missed: they had to give way to newer ones before they could be told. Exactly
// one of line and missed is there. Lines without an end wait for it. It ends early
// if each returns an error, which is returned.
func (t *Trail) Read(horizon time.Time, each func(name string, line *Line, missed int64) error) error {
	waiting := make([]*foot, 0, len(t.feet))
	for _, f := range t.feet {
		if err := t.fetch(f, horizon); err != nil {
			return err
		}
		if len(f.lines) > 0 || f.missed > 0 {
			waiting = append(waiting, f)
		}
	}
	for len(waiting) > 0 {
		first, second := ahead(waiting)
		for !first.done() && (second == nil || !second.leads(first)) {
			if err := t.tell(first, each); err != nil {
				return err
			}
			if len(first.lines) == 0 {
				if err := t.fetch(first, horizon); err != nil {
					return err
				}
			}
		}
		waiting = slices.DeleteFunc(waiting, (*foot).done)
	}
	return nil
}

func (f *foot) done() bool { return len(f.lines) == 0 && f.missed == 0 }

// leads reports whether what f has in hand comes before what g has.
func (f *foot) leads(g *foot) bool {
	switch {
	case f.done() || g.done():
		return !f.done()
	case len(f.lines) == 0 || len(g.lines) == 0: // that something is missed is told at once
		return len(f.lines) == 0 && (len(g.lines) > 0 || f.order < g.order)
	default:
		c := f.lines[0].Time.Compare(g.lines[0].Time)
		return c < 0 || c == 0 && f.order < g.order
	}
}

// ahead returns which of some has the first line in hand, and which the first of
// the others; nil if there are none.
func ahead(feet []*foot) (first, second *foot) {
	for _, f := range feet {
		switch {
		case first == nil || f.leads(first):
			first, second = f, first
		case second == nil || f.leads(second):
			second = f
		}
	}
	return first, second
}

// tell tells one thing that is in hand.
func (t *Trail) tell(f *foot, each func(name string, line *Line, missed int64) error) error {
	if missed := f.missed; missed > 0 {
		f.missed = 0
		return each(f.name, nil, missed)
	}
	line := &f.lines[0]
	f.lines = f.lines[1:]
	return each(f.name, line, 0)
}

// fetch takes the next lines up to a time in hand, if there are some.
func (t *Trail) fetch(f *foot, horizon time.Time) error {
	for len(f.lines) == 0 && f.next < f.end {
		// The one before is asked for too: if there is none, others count from 1.
		before := max(f.next-1, 1)
		page, err := t.read(Query{View: View{Names: []string{f.name}}, At: Position{Number: before}, Count: f.page + 1})
		var unknown *UnknownError
		if errors.As(err, &unknown) {
			f.gone = true
			return nil
		}
		if err != nil {
			return err
		}
		lines := ended(page.Lines)
		if len(lines) == 0 && f.next > 1 {
			f.next = 1
			continue
		}
		lines, last := f.fresh(lines, horizon)
		if len(lines) == 0 {
			return nil
		}
		t.weigh(f, lines)
		if f.lines = t.matching(lines); last {
			return nil
		}
	}
	return nil
}

// fresh returns those of some lines that are to be looked at, stands behind them,
// and reports whether what follows is for later.
func (f *foot) fresh(lines []Line, horizon time.Time) (fresh []Line, last bool) {
	for i := range lines {
		l := &lines[i]
		if l.Number < f.next {
			continue
		}
		if l.Number >= f.end || l.Time.After(horizon) {
			return lines[i-len(fresh) : i], true
		}
		f.missed += l.Number - f.next
		f.next = l.Number + 1
		fresh = lines[i-len(fresh) : i+1]
	}
	return fresh, false
}
