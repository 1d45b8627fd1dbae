package wire

import (
	"fmt"
	"time"

	"tend/internal/logring"
	"tend/internal/logview"
)

// Text is something that is looked for in lines. Unless it has an upper case
// letter in it, case does not count.
type Text struct {
	Text   string `json:"text"`
	Regexp bool   `json:"regexp,omitempty"`
	Not    bool   `json:"not,omitempty"` // lines that do not have it
}

// LogView is what somebody reads: the output of one process, or of several in the
// order in which it arrived.
type LogView struct {
	Processes []string `json:"processes"`
	// Filter says which lines; it finds what was scanned for.
	Filter *Text `json:"filter,omitempty"`
}

// Position is a place in a view: where a line stands, or stood.
type Position struct {
	Time    time.Time `json:"time"`
	Process string    `json:"process"`
	Number  int64     `json:"number"`
}

// LogQuery asks for a part of a view.
type LogQuery struct {
	LogView
	// At is where the part begins, or with Back behind which line it ends; not
	// there, it is the beginning, or with Back the end.
	At    *Position `json:"at,omitempty"`
	Back  bool      `json:"back,omitempty"`
	Count int       `json:"count"` // lines, at most MaxLines
}

// MaxLines is how many lines are told at once, at most.
const MaxLines = 10_000

// LogPage is the answer to a LogQuery.
type LogPage struct {
	Lines []LogLine `json:"lines"`
	// Before and After are how many lines there are in the view before the first
	// and after the last of Lines.
	Before int64 `json:"before"`
	After  int64 `json:"after"`
	// Dropped is how many lines had to give way to newer ones.
	Dropped int64 `json:"dropped"`
}

// LogLine is a line of output.
type LogLine struct {
	Process string    `json:"process"`
	Number  int64     `json:"number"` // from 1, never used twice
	Time    time.Time `json:"time"`   // when it arrived
	// Stream is "stdout", which is everything that a terminal shows, "stderr", or
	// "note" for what tend itself has to say.
	Stream  string `json:"stream"`
	Text    string `json:"text"`              // with colours, without anything that moves a cursor
	Partial bool   `json:"partial,omitempty"` // it has no end yet
}

// Missed is how many lines of a process had to give way to newer ones before they
// could be told: they came faster than they were read.
type Missed struct {
	Process string `json:"process"`
	Lines   int64  `json:"lines"`
}

// LogSearch asks for the next line of a view that has a text, after a position or
// with Back before it.
type LogSearch struct {
	LogView
	Text Text      `json:"text"`
	At   *Position `json:"at,omitempty"`
	Back bool      `json:"back,omitempty"`
}

// LogHit is the answer to a LogSearch, as far as it was scanned.
type LogHit struct {
	At    *Position `json:"at,omitempty"`
	Count int64     `json:"count"` // matching lines in the view
	Rank  int64     `json:"rank"`  // how many of them are before that one
}

// LogScan asks for output to be looked through, so that a filter and a search
// find what is in it. The answer comes when that is done.
type LogScan struct {
	Processes []string  `json:"processes"`
	Texts     []Text    `json:"texts"`          // all have to match
	Near      *Position `json:"near,omitempty"` // where to begin; not there, the end
}

// LogExtract asks for a part of a view as plain text, from one line to another,
// both included.
type LogExtract struct {
	LogView
	From *Position `json:"from,omitempty"`
	To   *Position `json:"to,omitempty"`
}

var streamNames = [...]string{logring.Stdout: "stdout", logring.Stderr: "stderr", logring.Note: "note"}

func textQueryOf(q logring.Query) Text { return Text{q.Text, q.Regexp, q.Not} }

func (t Text) value() logring.Query {
	return logring.Query{Text: t.Text, Regexp: t.Regexp, Not: t.Not}
}

func viewOf(v logview.View) LogView {
	out := LogView{Processes: list(v.Names)}
	if v.Filter != (logring.Query{}) {
		text := textQueryOf(v.Filter)
		out.Filter = &text
	}
	return out
}

func (v LogView) value() logview.View {
	out := logview.View{Names: v.Processes}
	if v.Filter != nil {
		out.Filter = v.Filter.value()
	}
	return out
}

func positionOf(p logview.Position) *Position {
	if p == (logview.Position{}) {
		return nil
	}
	return &Position{p.Time, p.Process, p.Number}
}

func (p *Position) value() logview.Position {
	if p == nil {
		return logview.Position{}
	}
	return logview.Position{Time: p.Time, Process: p.Process, Number: p.Number}
}

// LogQueryOf returns a query as it is told.
func LogQueryOf(q logview.Query) LogQuery {
	return LogQuery{viewOf(q.View), positionOf(q.At), q.Back, q.Count}
}

// Value returns it as it is answered.
func (q *LogQuery) Value() logview.Query {
	return logview.Query{View: q.LogView.value(), At: q.At.value(), Back: q.Back, Count: min(q.Count, MaxLines)}
}

// LogPageOf returns a page as it is told.
func LogPageOf(p logview.Page) LogPage {
	out := LogPage{Lines: make([]LogLine, len(p.Lines)), Before: p.Before, After: p.After, Dropped: p.Dropped}
	for i := range p.Lines {
		out.Lines[i] = LogLineOf(&p.Lines[i])
	}
	return out
}

// LogLineOf returns a line as it is told.
func LogLineOf(l *logview.Line) LogLine {
	return LogLine{l.Process, l.Number, l.Time, streamNames[l.Stream], l.Text, l.Partial}
}

// Value returns the page as it was answered.
func (p *LogPage) Value() (logview.Page, error) {
	out := logview.Page{Before: p.Before, After: p.After, Dropped: p.Dropped}
	for i := range p.Lines {
		l := &p.Lines[i]
		stream, err := parse[logring.Stream]("stream", streamNames[:], l.Stream)
		if err != nil {
			return logview.Page{}, fmt.Errorf("cannot read the output of %s: %w", l.Process, err)
		}
		out.Lines = append(out.Lines, logview.Line{
			Line:    logring.Line{Number: l.Number, Time: l.Time, Stream: stream, Text: l.Text, Partial: l.Partial},
			Process: l.Process,
		})
	}
	return out, nil
}

// LogSearchOf returns a search as it is told.
func LogSearchOf(s logview.Search) LogSearch {
	return LogSearch{viewOf(s.View), textQueryOf(s.Text), positionOf(s.At), s.Back}
}

// Value returns it as it is answered.
func (s *LogSearch) Value() logview.Search {
	return logview.Search{View: s.LogView.value(), Text: s.Text.value(), At: s.At.value(), Back: s.Back}
}

// LogHitOf returns a hit as it is told.
func LogHitOf(h logview.Hit) LogHit { return LogHit{positionOf(h.At), h.Count, h.Rank} }

// Value returns it as it was answered.
func (h *LogHit) Value() logview.Hit {
	return logview.Hit{At: h.At.value(), Count: h.Count, Rank: h.Rank}
}

// LogScanOf returns a scan as it is told.
func LogScanOf(s logview.Scan) LogScan {
	out := LogScan{Processes: list(s.Names), Texts: []Text{}, Near: positionOf(s.Near)}
	for _, q := range s.Texts {
		out.Texts = append(out.Texts, textQueryOf(q))
	}
	return out
}

// Value returns it as it is carried out.
func (s *LogScan) Value() logview.Scan {
	out := logview.Scan{Names: s.Processes, Near: s.Near.value()}
	for _, t := range s.Texts {
		out.Texts = append(out.Texts, t.value())
	}
	return out
}

// LogExtractOf returns an extract as it is told.
func LogExtractOf(e logview.Extract) LogExtract {
	return LogExtract{viewOf(e.View), positionOf(e.From), positionOf(e.To)}
}

// Value returns it as it is carried out.
func (e *LogExtract) Value() logview.Extract {
	return logview.Extract{View: e.LogView.value(), From: e.From.value(), To: e.To.value()}
}
