package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// The palette. Few colours: one accent for where the keys go, three for how
// things are, and two greys, so that most of the screen stays quiet and what
// needs attention is what has a colour.
var (
	colourAccent = lipgloss.AdaptiveColor{Light: "#2a5fc1", Dark: "#82aaff"}
	colourOK     = lipgloss.AdaptiveColor{Light: "#2e7d32", Dark: "#8fce8a"}
	colourWarn   = lipgloss.AdaptiveColor{Light: "#966200", Dark: "#e6b566"}
	colourBad    = lipgloss.AdaptiveColor{Light: "#c62828", Dark: "#f4707a"}
	colourDim    = lipgloss.AdaptiveColor{Light: "#6b7280", Dark: "#868e9c"}
	colourFaint  = lipgloss.AdaptiveColor{Light: "#d0d5dc", Dark: "#3d4452"}
	colourSelect = lipgloss.AdaptiveColor{Light: "#e3e9f4", Dark: "#262c38"}
	colourBar    = lipgloss.AdaptiveColor{Light: "#f0f2f6", Dark: "#1b202a"}
	colourOnTint = lipgloss.AdaptiveColor{Light: "#ffffff", Dark: "#10141c"}
)

// colourNames tell processes apart whose output is in one view. None is that of
// something wrong.
var colourNames = []lipgloss.AdaptiveColor{
	{Light: "#2a5fc1", Dark: "#82aaff"}, // blue
	{Light: "#8a6d00", Dark: "#e0c46c"}, // yellow
	{Light: "#00797a", Dark: "#6cc7c9"}, // cyan
	{Light: "#8e3fa8", Dark: "#c99ae8"}, // violet
	{Light: "#3d7a1f", Dark: "#9ccc72"}, // green
	{Light: "#a8521a", Dark: "#e69a6b"}, // orange
	{Light: "#5a5fb8", Dark: "#9aa0f0"}, // indigo
	{Light: "#a63d75", Dark: "#e59ac0"}, // pink
}

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

func newStyles(r *lipgloss.Renderer) *styles {
	s := &styles{mono: r.ColorProfile() == termenv.Ascii}
	colours := [toneCount]lipgloss.TerminalColor{
		text: lipgloss.NoColor{}, dim: colourDim, faint: colourFaint, accent: colourAccent,
		ok: colourOK, warn: colourWarn, bad: colourBad,
	}
	for _, on := range []struct {
		surface    *surface
		background lipgloss.TerminalColor
	}{{&s.base, lipgloss.NoColor{}}, {&s.selected, colourSelect}, {&s.bar, colourBar}} {
		for t, c := range colours {
			style := r.NewStyle().Foreground(c).Background(on.background)
			on.surface.normal[t] = newPaint(style)
			on.surface.bold[t] = newPaint(style.Bold(true))
		}
	}
	badge := r.NewStyle().Bold(true).Foreground(colourOnTint)
	s.badge = newPaint(badge.Background(colourAccent))
	s.badgeEnd = newPaint(badge.Background(colourWarn))
	for _, c := range colourNames {
		s.names = append(s.names, newPaint(r.NewStyle().Foreground(c)))
	}
	s.cursor = paint{sgrReverse, sgrReset}
	s.hit, s.hitAt = paint{sgrUnderline, sgrReset}, paint{sgrReverse, sgrReset}
	if !s.mono {
		found := r.NewStyle().Bold(true).Foreground(colourWarn)
		s.hit, s.hitAt = newPaint(found.Underline(true)), newPaint(found.Reverse(true))
		s.tint = newPaint(r.NewStyle().Background(colourSelect)).open
	}
	return s
}
