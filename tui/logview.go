package tui

import (
	"strings"

	"tend/internal/logring"
)

// logsGutter is the cells left of the output: they say which stream it is.
const logsGutter = 1

// place is a row of the output: a part of a line, 0 unless it is wrapped.
type place struct {
	line int64
	part int
}

// logRow is one row of the output as it is drawn.
type logRow struct {
	place
	text string // exactly as wide as the pane
}

// drawLine makes the rows of one line: one, or as many as it takes if it is
// wrapped. No more than limit are made, or all if limit is 0.
func drawLine(st *styles, l logring.Line, width, limit int, wrap bool) []logRow {
	inner := max(0, width-logsGutter)
	var texts []string
	switch {
	case l.Stream == logring.Note && wrap && textWidth(plain(l.Text)) > inner-noteLead:
		on := st.base.of(dim)
		texts = flow(on.open+"── "+strings.Trim(plain(l.Text), "─ ")+on.close, inner, limit, st.mono)
	case l.Stream == logring.Note:
		texts = []string{drawNote(st, l.Text, inner)}
	case wrap:
		texts = flow(l.Text, inner, limit, st.mono)
	default:
		more := st.base.of(dim)
		texts = []string{clip(l.Text, inner, st.mono, more.open+ellipsis+more.close)}
	}
	gutter := " "
	if l.Stream == logring.Stderr {
		edge := st.base.of(bad)
		gutter = edge.open + "▏" + edge.close
	}
	rows := make([]logRow, len(texts))
	for i, t := range texts {
		rows[i] = logRow{place{l.Number, i}, gutter + t}
	}
	return rows
}

// noteLead is the cells of the rule before a note, and of the blank after it.
const noteLead = 4

// drawNote draws a line of tend's own as a rule over the whole width.
func drawNote(st *styles, s string, width int) string {
	s, _, _ = take(s, width, true) // no more than can be seen
	words := strings.Trim(s, "─ ")
	l := newLine(width).add(st.base.of(faint), "──")
	if words != "" {
		l.space(st.base.of(dim), 1).add(st.base.of(dim), words).space(st.base.of(dim), 1)
	}
	return l.add(st.base.of(faint), strings.Repeat("─", l.left)).fill(st.base.of(faint))
}
