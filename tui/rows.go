package tui

import (
	"strings"

	"tend/internal/logring"
)

// This is how the panes with lines to be read are drawn, below their titles.

// drawRows draws what is read below the head of its pane, or why there is
// nothing, and in the last row the foot if there is one.
func drawRows(st *styles, out []string, l *logs, empty, foot string, dress func(logRow) string, area rect) []string {
	say := func(t tone, words string) {
		out = append(out, newLine(area.w).space(st.base.of(text), logsGutter).add(st.base.of(t), words).fill(st.base.of(text)))
	}
	switch {
	case l.err != nil:
		say(bad, "✗ "+plain(l.err.Error()))
	case len(l.rows) == 0:
		say(dim, empty)
	default:
		for _, r := range l.rows {
			out = append(out, dress(r))
		}
	}
	if foot != "" {
		for len(out) < area.h-1 {
			out = append(out, blank(area.w))
		}
		out = append(out[:max(0, area.h-1)], foot)
	}
	return fillPane(out, area)
}

// fillPane makes a pane exactly as high as its place.
func fillPane(out []string, area rect) []string {
	for len(out) < area.h {
		out = append(out, blank(area.w))
	}
	return out[:area.h]
}

// dressed is a row as it is, with the sign of its stream.
func dressed(st *styles, r logRow) string {
	if r.stream != logring.Stderr {
		return " " + r.text
	}
	edge := st.base.of(bad)
	return edge.open + "▏" + edge.close + r.text
}

// tinted puts a row on another background. That is in force again after
// whatever may have ended it.
func tinted(row, tint string) string {
	if tint == "" {
		return row
	}
	var b strings.Builder
	b.WriteString(tint)
	for {
		start := strings.IndexByte(row, '\x1b')
		if start < 0 {
			break
		}
		end := start + strings.IndexByte(row[start:], 'm') + 1
		if end == start {
			break
		}
		b.WriteString(row[:end])
		b.WriteString(tint)
		row = row[end:]
	}
	b.WriteString(row)
	b.WriteString(sgrReset)
	return b.String()
}

// drawBelow draws the line that says that one is not at the end.
func drawBelow(st *styles, keys *bindings, below int64, width int) string {
	on := &st.selected
	l := newLine(width).space(on.of(text), logsGutter).add(on.strong(accent), "▼ paused")
	if below > 0 {
		l.add(on.of(dim), " · ").add(on.of(text), belowWords(below))
	}
	return l.add(on.of(dim), " · "+keys.key(Follow)+" to follow").fill(on.of(text))
}

func belowWords(n int64) string { return count(int(n), "line below", "lines below") }
