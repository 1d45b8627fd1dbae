package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// refusal is the pane that says why a configuration was not taken over. It
// stays in the place of the output until somebody has read it.
type refusal struct {
	open    bool
	back    focus // where the keys went before
	reasons []string

	rows          []string // the reasons broken into rows
	offset        int      // the first row shown
	width, height int      // of the rows, the title not included
}

// take takes in the reasons, one in each line.
func (r *refusal) take(err error) {
	*r = refusal{open: r.open, back: r.back, height: r.height}
	for reason := range strings.Lines(err.Error()) {
		if reason = plain(reason); reason != "" {
			r.reasons = append(r.reasons, reason)
		}
	}
}

// setSize gives the pane its cells.
func (r *refusal) setSize(width, height int) {
	r.height = max(0, height)
	if width != r.width {
		r.width = width
		r.rows = nil
		room := max(1, width-logsGutter-problemLead-rowTrail)
		for _, reason := range r.reasons {
			glyph := "✗ "
			for _, words := range strings.Split(ansi.Wrap(reason, room, ""), "\n") {
				r.rows = append(r.rows, glyph+words)
				glyph = blank(problemLead)
			}
		}
	}
	r.scroll(0)
}

// scroll moves by rows.
func (r *refusal) scroll(n int) {
	r.offset = max(0, min(r.offset+n, len(r.rows)-r.height))
}

// move carries out what moves the output where there is output.
func (r *refusal) move(action Action, rows int) {
	switch action {
	case LogTop:
		r.scroll(-len(r.rows))
	case LogEnd:
		r.scroll(len(r.rows))
	default:
		r.scroll(rows)
	}
}

// view draws the pane.
func (r *refusal) view(st *styles, keys *bindings, focused bool, area rect) []string {
	l, nameTone := beginTitle(st, focused, area.w)
	l.add(st.bar.of(bad), "✗ ").add(st.bar.strong(nameTone), "not reloaded")
	addFacts(l, &st.bar, []string{keys.tells(Back, "closes"), count(len(r.reasons), "reason", "reasons")})
	out := append(make([]string, 0, area.h), l.fill(st.bar.of(text)))

	shown := r.rows[r.offset:min(len(r.rows), r.offset+r.height)]
	below := len(r.rows) - r.offset - len(shown)
	if below > 0 && len(shown) > 0 { // the last row says how much there is
		shown = shown[:len(shown)-1]
		below++
	}
	for _, words := range shown {
		l := newLine(area.w).space(st.base.of(text), logsGutter)
		if rest, first := strings.CutPrefix(words, "✗"); first {
			l.add(st.base.of(bad), "✗")
			words = rest
		}
		out = append(out, l.add(st.base.of(text), words).fill(st.base.of(text)))
	}
	if below > 0 && len(out) < area.h {
		out = append(out, drawMore(st, keys, below, area.w))
	}
	return fillPane(out, area)
}

// drawMore draws the line that says how much there is to be read on.
func drawMore(st *styles, keys *bindings, below, width int) string {
	on := &st.selected
	l := newLine(width).space(on.of(text), logsGutter)
	l.add(on.strong(accent), "▼ "+count(below, "more line", "more lines"))
	return l.add(on.of(dim), " · "+keys.key(PageDown)+" to read on").fill(on.of(text))
}
