package tui

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tend/internal/journal"
	"tend/internal/logring"
	"tend/internal/logview"
)

// messages is the pane with all that tend itself had to say. It is read just as
// the output of a process is.
type messages struct {
	logs
	open    bool
	back    focus           // where the keys went before
	entries []journal.Entry // what is kept, oldest first, without a gap
	st      *styles
	keys    *bindings
	now     time.Time

	longest  int // the widest name of a process among them
	run      int // the widest number of a run
	warnings int
	errors   int
}

const (
	// messagesMost is how many entries are asked for: more than are kept.
	messagesMost = 10_000
	// leastMessage is the cells that a text needs to stand in a column of its
	// own, beside that of the names.
	leastMessage = 36
	// mostNames bounds that column.
	mostNames = 20
)

func newMessages(st *styles, keys *bindings) *messages {
	m := &messages{st: st, keys: keys}
	m.logs = newLogs(m.page)
	m.draw = m.rowsOf
	m.shown.Names = []string{ownName}
	m.wrap = true // they are sentences
	return m
}

// take takes in what there is.
func (m *messages) take(entries []journal.Entry) {
	m.entries = entries
	m.longest, m.run, m.warnings, m.errors = 0, 0, 0, 0
	for i := range entries {
		e := &entries[i]
		m.longest = max(m.longest, min(mostNames, textWidth(plain(e.Process))))
		if e.Run > 0 {
			m.run = max(m.run, textWidth(runWords(e)))
		}
		switch {
		case e.Level >= slog.LevelError:
			m.errors++
		case e.Level >= slog.LevelWarn:
			m.warnings++
		}
	}
	m.longest = max(m.longest, textWidth(ownName))
}

// ownName stands where an entry is about no process.
const ownName = "tend"

func runWords(e *journal.Entry) string { return fmt.Sprintf("run %d", e.Run) }

// page answers as the stack does for the output of a process.
func (m *messages) page(q logview.Query) (logview.Page, error) {
	if len(m.entries) == 0 {
		return logview.Page{}, nil
	}
	first, next := m.entries[0].Number, m.entries[len(m.entries)-1].Number+1
	from := max(q.At.Number, first)
	end := min(next, from+int64(q.Count))
	if q.Back {
		if end = next; q.At.Number > 0 {
			end = min(next, q.At.Number)
		}
		from = max(end-int64(q.Count), first)
	}
	page := logview.Page{Before: from - first, After: max(next-end, 0)}
	for n := from; n < end; n++ {
		page.Lines = append(page.Lines, logview.Line{Line: logring.Line{Number: n}, Process: ownName})
	}
	return page, nil
}

// rowsOf draws an entry: when it was, how bad it is, what it is about, and what
// there is to say, in a column of its own.
func (m *messages) rowsOf(line *logview.Line, width, limit int, wrap bool) []logRow {
	width -= logsGutter
	i := line.Number - m.entries[0].Number
	if i < 0 || i >= int64(len(m.entries)) {
		return []logRow{{place: place{at: line.Position()}, text: blank(width)}}
	}
	e := &m.entries[i]
	on := &m.st.base
	level := faceOfLevel(e.Level)
	words := plain(e.Text)

	l := newLine(width).add(on.of(dim), m.when(e.Time)).space(on.of(text), 1)
	l.add(on.strong(level.tone), level.glyph).space(on.of(text), 1)
	about := m.longest + 1
	if m.run > 0 {
		about += m.run + 1
	}
	if l.left-about >= leastMessage {
		m.drawAbout(l, e)
	} else if e.Process != "" {
		words = aboutWords(e) + ": " + words
	}
	room := max(1, l.left)
	texts := []string{shorten(words, room)}
	if wrap {
		texts = strings.Split(ansi.Wrap(words, room, ""), "\n")
	}
	if limit > 0 {
		texts = texts[:min(limit, len(texts))]
	}
	lead := width - l.left
	rows := make([]logRow, len(texts))
	for part, t := range texts {
		if part > 0 {
			l = newLine(width).space(on.of(text), lead)
		}
		rows[part] = logRow{place: place{line.Position(), part}, text: l.add(on.of(loud(level.tone)), t).fill(on.of(text))}
	}
	return rows
}

// drawAbout draws the columns that say what an entry is about.
func (m *messages) drawAbout(l *line, e *journal.Entry) {
	on := &m.st.base
	name, t := plain(e.Process), text
	if name == "" {
		name, t = ownName, dim
	}
	name = shorten(name, m.longest)
	l.add(on.of(t), name).space(on.of(text), m.longest+1-textWidth(name))
	if m.run == 0 {
		return
	}
	run := ""
	if e.Run > 0 {
		run = runWords(e)
	}
	l.add(on.of(dim), run).space(on.of(text), m.run+1-textWidth(run))
}

// aboutWords says the same where there is no room for columns.
func aboutWords(e *journal.Entry) string {
	name := shorten(plain(e.Process), mostNames)
	if e.Run > 1 {
		return name + ", " + runWords(e)
	}
	return name
}

// when writes a moment in eight cells: the time, or for what is older than a
// day the date.
func (m *messages) when(t time.Time) string {
	if m.now.Sub(t) >= day {
		return fmt.Sprintf("%-8s", t.Format("2 Jan"))
	}
	return t.Format("15:04:05")
}

// faceOfLevel is how an entry looks.
func faceOfLevel(level slog.Level) face {
	switch {
	case level >= slog.LevelError:
		return face{"✗", bad}
	case level >= slog.LevelWarn:
		return face{"!", warn}
	default:
		return face{"·", dim}
	}
}

// loud is the tone of a text that is there to be read.
func loud(t tone) tone {
	if t == warn || t == bad {
		return t
	}
	return text
}

// view draws the pane.
func (m *messages) view(focused bool, area rect) []string {
	l, nameTone := beginTitle(m.st, focused, area.w)
	on := &m.st.bar
	l.add(on.strong(nameTone), "all messages")
	facts := []string{fmt.Sprint(len(m.entries))}
	if m.errors > 0 {
		facts = append(facts, count(m.errors, "error", "errors"))
	}
	if m.warnings > 0 {
		facts = append(facts, count(m.warnings, "warning", "warnings"))
	}
	addFacts(l, on, append(facts, m.keys.tells(Messages, "closes")))
	out := append(make([]string, 0, area.h), l.fill(on.of(text)))
	foot := ""
	if m.paused() {
		foot = drawBelow(m.st, m.keys, m.below, area.w)
	}
	dress := func(r logRow) string { return dressed(m.st, r) }
	return drawRows(m.st, out, &m.logs, "nothing yet: what tend does, and what goes wrong, is told here", foot, dress, area)
}
