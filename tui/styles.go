package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"tend/internal/theme"
)

// tone is what a piece of text is, which decides its colour; what matters more
// comes later.
type tone uint8

const (
	text   tone = iota // the terminal's own foreground
	dim                // there to be found, not to be noticed
	faint              // lines and empty places
	accent             // where the keys go
	ok
	warn
	bad

	toneCount
)

// paint is a style reduced to what is written before and after the text. The
// screen is redrawn often, and this costs nothing.
type paint struct{ open, close string }

// newPaint asks the style how it writes one letter.
func newPaint(s lipgloss.Style) paint {
	open, after, _ := strings.Cut(s.Render("x"), "x")
	return paint{open: open, close: after}
}

// surface is all tones on one background.
type surface struct{ normal, bold [toneCount]paint }

func (s *surface) of(t tone) paint     { return s.normal[t] }
func (s *surface) strong(t tone) paint { return s.bold[t] }

// styles is everything the panes draw with, made once for one output.
type styles struct {
	base     surface // on the terminal's background
	selected surface // on that of the selected row
	bar      surface // on that of the header and the title
	badge    paint
	badgeEnd paint // the badge while the session ends
	mono     bool  // no colours at all: those of the output are left out, too

	// What is found in the output, and where one types, does not depend on
	// colours: it is underlined or reversed without them, too.
	hit    paint
	hitAt  paint // in the line that a search is at
	cursor paint
	tint   string // puts what follows on the background of what is selected
	names  []paint
}

// nameOf is the colour of a process's name.
func (s *styles) nameOf(hue int) paint { return s.names[hue%len(s.names)] }

func newStyles(r *lipgloss.Renderer, t theme.Theme) *styles {
	s := &styles{mono: r.ColorProfile() == termenv.Ascii}
	colours := [toneCount]lipgloss.TerminalColor{
		text: lipgloss.NoColor{}, dim: t.Dim, faint: t.Faint, accent: t.Accent,
		ok: t.OK, warn: t.Warn, bad: t.Bad,
	}
	for _, on := range []struct {
		surface    *surface
		background lipgloss.TerminalColor
	}{{&s.base, lipgloss.NoColor{}}, {&s.selected, t.Selected}, {&s.bar, t.Bar}} {
		for tone, c := range colours {
			style := r.NewStyle().Foreground(c).Background(on.background)
			on.surface.normal[tone] = newPaint(style)
			on.surface.bold[tone] = newPaint(style.Bold(true))
		}
	}
	badge := r.NewStyle().Bold(true).Foreground(t.OnAccent)
	s.badge = newPaint(badge.Background(t.Accent))
	s.badgeEnd = newPaint(badge.Background(t.Warn))
	for _, c := range t.Processes {
		s.names = append(s.names, newPaint(r.NewStyle().Foreground(c)))
	}
	s.cursor = paint{sgrReverse, sgrReset}
	s.hit, s.hitAt = paint{sgrUnderline, sgrReset}, paint{sgrReverse, sgrReset}
	if !s.mono {
		found := r.NewStyle().Bold(true).Foreground(t.Warn)
		s.hit, s.hitAt = newPaint(found.Underline(true)), newPaint(found.Reverse(true))
		s.tint = newPaint(r.NewStyle().Background(t.Selected)).open
	}
	return s
}
