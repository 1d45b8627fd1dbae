package logview

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"tend/internal/logring"
)

// Reader reads the output of a set of processes, which may change.
type Reader struct {
	find func(name string) *Output
}

// NewReader returns a Reader of the processes that find knows; it returns nil
// for others. It is called from any goroutine.
func NewReader(find func(name string) *Output) *Reader { return &Reader{find} }

// View is what somebody reads: the output of one process, or of several in
// the order in which it arrived, whole or filtered. Texts of tend's own are
// part of it.
type View struct {
	// Names are the processes. Lines of several that arrived at the very same
	// time stand in this order.
	Names []string
	// Filter says which lines; the zero Query is of all. Those that nobody has
	// scanned yet, see Reader.Scan, are not there.
	Filter logring.Query
}

// Position is a place in a View: where a line stands, or stood. Of one
// process, the Number alone tells.
type Position struct {
	Time    time.Time
	Process string
	Number  int64
}

// Is reports whether two positions of a View are of one line.
func (p Position) Is(other Position) bool {
	return p.Number == other.Number && p.Process == other.Process
}

// Compare is the order of two positions in the view: negative if a stands before
// b, 0 if they are of one line.
func (v *View) Compare(a, b Position) int {
	if a.Process == b.Process {
		return cmp.Compare(a.Number, b.Number)
	}
	return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(slices.Index(v.Names, a.Process), slices.Index(v.Names, b.Process)))
}

// Line is a line of a View.
type Line struct {
	logring.Line
	Process string
}

// Position returns where the line stands.
func (l *Line) Position() Position { return Position{l.Time, l.Process, l.Number} }

// Query asks for a part of a View.
type Query struct {
	View
	// At is where the part begins, with that very line if it is still there;
	// or, with Back, behind which line it ends, without that. The zero
	// position is the beginning, or with Back the end, partial lines included.
	At   Position
	Back bool
	// Count is how many lines at most.
	Count int
}

// Page is the answer to a Query.
type Page struct {
	Lines []Line // in order
	// Before and After are how many complete lines there are in the view before
	// the first and after the last of Lines. While others write, they are
	// as of moments shortly after one another.
	Before, After int64
	// Dropped is how many lines of these processes had to give way to newer
	// ones, filtered or not.
	Dropped int64
}

// Read returns a part of what processes have printed. It waits neither for them
// nor for a scan. It fails if there is no such process, or the filter is no
// regular expression though it says so.
func (r *Reader) Read(q Query) (Page, error) {
	sources, err := r.sources(&q.View)
	if err != nil {
		return Page{}, err
	}
	q.Count = max(q.Count, 0)
	if len(sources) == 1 && sources[0].index == nil {
		return sources[0].page(&q), nil
	}
	return merge(sources, &q), nil
}

// Scan asks for the output of processes to be looked through.
type Scan struct {
	Names []string
	// Texts have all to match: the Filter of a View, the Text of a Search.
	Texts []logring.Query
	// Near is where to begin; the zero position is the end.
	Near Position
}

// Scan looks through what the processes have printed so far, so that Read and
// Search know of it. What has been looked at before is not again. It returns
// when all is done, or early with its error when ctx ends.
func (r *Reader) Scan(ctx context.Context, s Scan) error {
	for _, name := range s.Names {
		output := r.find(name)
		if output == nil {
			return noProcess(name)
		}
		line := int64(0)
		switch {
		case name == s.Near.Process:
			line = s.Near.Number
		case s.Near != (Position{}):
			line = output.ring.At(s.Near.Time)
		}
		index, err := output.index(line, s.Texts)
		if err != nil {
			return err
		}
		if index == nil {
			continue
		}
		if err := index.Scan(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Search asks for a line of a View.
type Search struct {
	View
	Text logring.Query // what it has to match
	// At is where to begin, with the line after it, or with Back the one
	// before; the zero position is the beginning, or with Back the end.
	At   Position
	Back bool
}

// Hit is the answer to a Search, as far as it has been scanned.
type Hit struct {
	At    Position // of the line; zero if there is none
	Count int64    // matching lines in the view
	Rank  int64    // how many of them are before that one
}

// Search finds the next line that matches. It knows what Scan, called with the
// Filter and the Text, has found.
func (r *Reader) Search(s Search) (Hit, error) {
	sources, err := r.sources(&View{Names: s.Names}, s.Filter, s.Text)
	if err != nil {
		return Hit{}, err
	}
	page := merge(sources, &Query{At: s.At, Back: s.Back, Count: 2})
	lines := slices.DeleteFunc(page.Lines, func(l Line) bool { return l.Partial })
	if !s.Back && len(lines) > 0 && lines[0].Position().Is(s.At) {
		lines = lines[1:]
		page.Before++
	}
	hit := Hit{}
	for _, source := range sources {
		_, all := source.below(1 << 62)
		hit.Count += all
	}
	switch {
	case len(lines) == 0:
	case s.Back:
		last := lines[len(lines)-1].Position()
		hit.At, hit.Rank = last, page.Before+int64(len(lines))-1
	default:
		hit.At, hit.Rank = lines[0].Position(), page.Before
	}
	return hit, nil
}

// Extract is a part of a View, from one line to another, both included. Zero
// positions are its ends.
type Extract struct {
	View
	From, To Position
}

// Write writes lines as text without colours, and before each the name of its
// process if there are several. It writes what there is at the time of the
// call.
func (r *Reader) Write(ctx context.Context, w io.Writer, e Extract) error {
	const atOnce = 1000
	names := 0
	for _, name := range e.Names {
		names = max(names, len(name))
	}
	end, err := r.newest(&e.View)
	if err != nil {
		return err
	}
	var text []byte
	for q := (Query{View: e.View, At: e.From, Count: atOnce}); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		sources, err := r.sources(&e.View)
		if err != nil {
			return err
		}
		page := merge(sources, &q)
		text = text[:0]
		for i := range page.Lines {
			l := &page.Lines[i]
			at := l.Position()
			if i == 0 && q.At != e.From && at.Is(q.At) {
				continue // was the last one of the page before
			}
			if e.To != (Position{}) && e.Compare(e.To, at) < 0 || l.Time.After(end) {
				page.Lines = page.Lines[:i]
				break
			}
			if len(e.Names) > 1 {
				text = fmt.Appendf(text, "%-*s | ", names, l.Process)
			}
			text = append(logring.AppendPlain(text, l.Text), '\n')
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
		if len(page.Lines) < atOnce {
			return nil
		}
		q.At = page.Lines[len(page.Lines)-1].Position()
	}
}

// newest returns the time of the newest line, which is not before now. It may be
// behind: the clock may have been set back.
func (r *Reader) newest(v *View) (time.Time, error) {
	end := time.Now()
	sources, err := r.sources(v)
	for _, s := range sources {
		for _, l := range s.ring.Read(0, 1).Lines {
			if l.Time.After(end) {
				end = l.Time
			}
		}
	}
	return end, err
}

// UnknownError: there is no process of that name.
type UnknownError struct{ Name string }

// Error says which.
func (e *UnknownError) Error() string { return fmt.Sprintf("there is no process %q", e.Name) }

func noProcess(name string) error {
	return fmt.Errorf("cannot read output: %w", &UnknownError{name})
}
