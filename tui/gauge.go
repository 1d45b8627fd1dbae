package tui

import "strings"

// gauge draws a bar of n cells, filled as far as part is of the whole: full only
// when all is there, and nothing at all if there is no whole. The two halves
// differ in shape, also in ASCII.
func (l *line) gauge(st *styles, t tone, part, whole, n int) *line {
	on := &st.base
	n = max(0, min(n, l.left))
	if whole <= 0 {
		return l.space(on.of(text), n)
	}
	full := n * max(0, min(part, whole)) / whole
	return l.add(on.of(t), strings.Repeat("━", full)).add(on.of(faint), strings.Repeat("╌", n-full))
}
