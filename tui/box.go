package tui

import "strings"

// boxPad is the blank cells between a box's border and what is in it.
const boxPad = 2

// drawBox puts a rounded border around lines that are width cells wide, with
// words in its upper and its lower edge.
func drawBox(st *styles, title, foot string, lines []string, width int) []string {
	edge := st.base.of(dim)
	out := make([]string, 0, len(lines)+2)
	out = append(out, drawEdge(edge, "╭", "╮", st.base.strong(accent), title, width+2*boxPad))
	side := edge.open + "│" + edge.close
	for _, l := range lines {
		out = append(out, side+blank(boxPad)+l+blank(boxPad)+side)
	}
	return append(out, drawEdge(edge, "╰", "╯", st.base.of(dim), foot, width+2*boxPad))
}

// drawEdge draws the upper or the lower edge of a box.
func drawEdge(edge paint, left, right string, p paint, words string, inner int) string {
	l := newLine(inner+2).add(edge, left)
	if words != "" {
		l.add(edge, "─ ").add(p, shorten(words, max(0, inner-4))).add(edge, " ")
	}
	return l.add(edge, strings.Repeat("─", max(0, l.left-1))).add(edge, right).fill(edge)
}

// centred puts a box in the middle of the screen, over what is there.
func centred(screen []string, width int, box []string) {
	if len(box) == 0 {
		return
	}
	boxWidth := textWidth(box[0])
	overlay(screen, width, box, (width-boxWidth)/2, max(0, (len(screen)-len(box))/2))
}
