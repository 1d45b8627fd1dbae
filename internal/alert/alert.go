// Package alert is how a terminal tells somebody who is not looking at it: by its
// bell, or by a notification on the desktop that the terminal itself shows. No
// other program is run for it, so that it works at the other end of ssh, too.
package alert

import (
	"slices"
	"strings"
	"unicode"
)

// Way is how somebody is told. The zero value is not at all.
type Way uint8

// The ways there are.
const (
	None Way = iota
	Bell
	Desktop
	Both
)

var names = [...]string{None: "none", Bell: "bell", Desktop: "desktop", Both: "both"}

// Names lists the ways as people write them.
func Names() []string { return slices.Clone(names[:]) }

// String returns the way as people write it.
func (w Way) String() string { return names[w] }

// Parse returns the way of that name, and None and false if there is none.
func Parse(name string) (Way, bool) {
	i := slices.Index(names[:], name)
	return Way(max(i, 0)), i >= 0
}

// Terminal is what matters of the terminal that is told.
type Terminal struct {
	// OSC9 is set for those that know this sequence and not the other one.
	OSC9 bool
	// Tmux and Screen are set if what goes to the terminal goes through these.
	// tmux passes on a notification only if its option allow-passthrough is on.
	Tmux, Screen bool
}

// TerminalOf tells from the environment which terminal it is.
//
// OSC 777, of urxvt, is what most know that can notify: foot, Ghostty, kitty and
// WezTerm among them. iTerm2 has OSC 9 instead, which means progress in the
// taskbar to others. What knows neither passes over it.
func TerminalOf(env func(name string) string) Terminal {
	return Terminal{
		// The second goes along through ssh and tmux.
		OSC9:   env("TERM_PROGRAM") == "iTerm.app" || env("LC_TERMINAL") == "iTerm2",
		Tmux:   env("TMUX") != "",
		Screen: env("STY") != "",
	}
}

// How long a text may be, in characters: what a desktop shows in one piece.
const (
	mostTitle = 40
	mostText  = 120
)

const bell = "\a"

// Sequence is what has the terminal tell somebody, to be written in one piece.
// It moves nothing and draws nothing. The texts may hold anything: what cannot
// be printed is left out, and what is too long is cut.
func (t Terminal) Sequence(w Way, title, text string) string {
	switch w {
	case Bell:
		return bell
	case Desktop:
		return t.notification(title, text)
	case Both:
		return t.notification(title, text) + bell
	default:
		return ""
	}
}

// notification ends in a bell, as all terminals take it, and as screen needs it,
// which takes the other end for its own.
func (t Terminal) notification(title, text string) string {
	title, text = clean(title, mostTitle), clean(text, mostText)
	sequence := "\x1b]777;notify;" + title + ";" + text + bell
	if t.OSC9 {
		sequence = "\x1b]9;" + title + ": " + text + bell
	}
	switch {
	case t.Tmux:
		return "\x1bPtmux;" + strings.ReplaceAll(sequence, "\x1b", "\x1b\x1b") + "\x1b\\"
	case t.Screen:
		return "\x1bP" + sequence + "\x1b\\"
	default:
		return sequence
	}
}

// clean leaves of a text at most so many characters that are printed, and none
// that has a meaning in a sequence.
func clean(s string, most int) string {
	var out []rune
	for _, r := range s {
		switch {
		case r == ';':
			r = ','
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			continue
		}
		if len(out) == most {
			out[most-1] = '…'
			break
		}
		out = append(out, r)
	}
	return string(out)
}
