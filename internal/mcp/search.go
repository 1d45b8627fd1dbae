package mcp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tend/internal/remote/wire"
)

const (
	mostHits    = 100
	mostContext = 10
	// longest is how many lines a passage has at most: so many always fit.
	longest = mostText / (mostLine + 2*perLine)
)

type searchIn struct {
	Text      string   `json:"text" jsonschema:"what is searched for"`
	Regexp    bool     `json:"regexp,omitempty" jsonschema:"text is a regular expression (RE2)"`
	Processes []string `json:"processes,omitempty" jsonschema:"names of processes; left out: all"`
	Limit     int      `json:"limit,omitempty" jsonschema:"how many hits at most: the newest"`
	Context   int      `json:"context,omitempty" jsonschema:"how many lines to tell before and after each hit"`
	Before    string   `json:"before,omitempty" jsonschema:"cursor: only hits older than that; it is the answer's older"`
}

type searchOut struct {
	Notice string `json:"notice"`
	Hits   int64  `json:"hits" jsonschema:"how many lines match, told or not"`
	// Passages are in the order in which they came.
	Passages []passage `json:"passages" jsonschema:"hits with the lines around them"`
	Older    string    `json:"older,omitempty" jsonschema:"cursor: hand it back as before to get older hits"`
	Notes    []string  `json:"notes,omitempty" jsonschema:"what was left out"`
}

// passage is lines of one process that follow each other.
type passage struct {
	Process string `json:"process"`
	Lines   []line `json:"lines"`
}

func searchLogs(ctx context.Context, c *call, in searchIn) (*searchOut, error) {
	snapshot, err := c.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	found, err := views(snapshot, in.Processes)
	if err != nil {
		return nil, err
	}
	hunt := logsIn{Tail: in.Limit, Grep: in.Text, Regexp: in.Regexp, Before: in.Before}
	q, err := hunt.query(namesOf(found))
	if err != nil {
		return nil, err
	}
	page, err := c.page(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &searchOut{Notice: untrusted, Hits: page.Before + ended(page.Lines) + page.After, Passages: []passage{}}
	spans := spansOf(page.Lines, int64(in.Context))
	room, told := mostText, 0
	for i := len(spans) - 1; i >= 0 && room > 0; i-- {
		p, err := c.passage(ctx, &spans[i])
		if err != nil {
			return nil, err
		}
		for k := range p.Lines {
			room -= p.Lines[k].cost()
		}
		if room < 0 && told > 0 {
			break
		}
		told += len(spans[i].hits)
		out.Passages = append(out.Passages, p)
		out.Older = spans[i].cursor
	}
	slices.Reverse(out.Passages)
	out.say(page.Before, len(page.Lines)-told)
	return out, nil
}

// say says what was left out: older hits, and those that did not fit.
func (o *searchOut) say(before int64, left int) {
	if left > 0 {
		o.Notes = append(o.Notes, fmt.Sprintf("left out, since no more than %d KiB is told at once: %s", mostText>>10, count(int64(left), "hit")))
	}
	if before += int64(left); before == 0 {
		o.Older = ""
		return
	}
	o.Notes = append(o.Notes, fmt.Sprintf("older: %s; call again with before=%q", count(before, "hit"), o.Older))
}

// span is where hits of one process are, with what is around them.
type span struct {
	process  string
	from, to int64 // numbers of lines
	hits     map[int64]bool
	cursor   string        // of the first hit
	first    *wire.LogLine // the first hit
}

// spansOf puts hits together whose surroundings touch, unless that gets too long or
// a hit of another process came between: spans stay in the order in which they
// came, so that a cursor divides them.
func spansOf(hits []wire.LogLine, context int64) []span {
	var spans []span
	for i := range hits {
		hit := &hits[i]
		next := span{
			process: hit.Process, from: max(1, hit.Number-context), to: hit.Number + context,
			hits: map[int64]bool{hit.Number: true}, cursor: cursorOf(hit), first: hit,
		}
		if k := len(spans) - 1; k >= 0 && spans[k].process == hit.Process {
			last := &spans[k]
			fits := next.from <= last.to+1 && next.to-last.from < longest
			if fits || hit.Number <= last.to {
				last.hits[hit.Number] = true
			}
			if fits {
				last.to = next.to
			}
			if last.hits[hit.Number] {
				continue
			}
			next.from = max(next.from, last.to+1)
		}
		spans = append(spans, next)
	}
	return spans
}

// passage reads the lines of a span, as far as they are still there.
func (c *call) passage(ctx context.Context, s *span) (passage, error) {
	q := wire.LogQuery{
		LogView: wire.LogView{Processes: []string{s.process}},
		At:      &wire.Position{Time: s.first.Time, Process: s.process, Number: s.from},
		Count:   int(s.to - s.from + 1),
	}
	var page wire.LogPage
	if err := c.Call(ctx, "POST", "/logs", q, &page); err != nil {
		return passage{}, err
	}
	p := passage{Process: s.process, Lines: []line{}}
	for i := range page.Lines {
		if page.Lines[i].Number > s.to {
			break
		}
		l, _ := lineOf(&page.Lines[i])
		l.Hit = s.hits[l.Number] && !l.Partial
		p.Lines = append(p.Lines, l)
	}
	return p, nil
}

func (o *searchOut) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n", count(o.Hits, "hit"))
	if len(o.Passages) > 0 {
		fmt.Fprintln(&b, o.Notice, "Hits are marked with >.")
	}
	for i, p := range o.Passages {
		if i > 0 {
			b.WriteString("--\n")
		}
		for k := range p.Lines {
			p.Lines[k].write(&b, true)
		}
	}
	for _, note := range o.Notes {
		fmt.Fprintf(&b, "(%s)\n", note)
	}
	return b.String()
}
