package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// overlay puts the box over the screen with its upper left corner at x, y. What
// is around it stays. All lines of the screen are width cells wide, all of the
// box as wide as its first.
func overlay(screen []string, width int, box []string, x, y int) {
	if len(box) == 0 {
		return
	}
	boxWidth := ansi.StringWidth(box[0])
	for i, part := range box {
		row := y + i
		if row < 0 || row >= len(screen) || x < 0 || x+boxWidth > width {
			continue
		}
		left := leftOf(screen[row], x)
		if strings.Contains(left, "\x1b") {
			left += sgrReset
		}
		screen[row] = left + part + rightOf(screen[row], x+boxWidth, width)
	}
}

// leftOf returns the first n cells of a line.
func leftOf(s string, n int) string {
	head, w, _ := take(s, n, false)
	return exact(head+blank(n-w), n)
}

// rightOf returns the cells from n on of a line that is width cells wide, in
// the colours that are in force there. A wide character that the cut goes
// through becomes blank.
func rightOf(s string, n, width int) string {
	col, carry := 0, ""
	for s != "" && col < n {
		seq, w, rest := nextCell(s)
		if isSGR(seq) {
			carry = inForce(carry, seq)
		}
		col += w
		s = rest
	}
	rest, w, _ := take(s, width-col, false)
	return exact(carry+blank(col-n)+rest+blank(width-col-w), width-n)
}
