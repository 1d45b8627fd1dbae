package foreground

import (
	"fmt"
	"slices"
	"strings"
)

// mode is one of a terminal's private modes.
type mode struct {
	number int
	normal bool // it is set in a terminal that nobody has changed
}

// undone are the modes that are given back as they were, in that order: keys, the
// mouse, focus, pastes and colours first, then the screen, lines and the cursor.
var undone = []mode{
	{1, false}, {5, false}, {1000, false}, {1002, false}, {1003, false}, {1004, false}, {1005, false}, {1006, false},
	{1015, false}, {1016, false}, {2004, false}, {2026, false}, {2031, false}, {2048, false},
	{47, false}, {1047, false}, {1049, false}, {7, true}, {25, true},
}

// trace follows which modes of its terminal a process changes, so that what it does
// not change back, since it is killed for example, somebody else can.
type trace struct {
	changed map[int]bool // as it has set them last
	// state is how much of a sequence has been seen; numbers are those that are
	// complete, and number is the one that is not.
	state   traceState
	numbers []int
	number  int
}

type traceState uint8

const (
	outside traceState = iota
	escaped            // ESC
	opened             // ESC [
	private            // ESC [ ?
)

// mostNumbers is how many modes one sequence may be about: more are none that a
// program has written.
const mostNumbers = 32

// follow takes in what the process prints.
func (t *trace) follow(text []byte) {
	for _, b := range text {
		switch {
		case b == 0x1b:
			t.state, t.numbers, t.number = escaped, t.numbers[:0], 0
		case t.state == outside:
		case t.state == escaped && b == '[':
			t.state = opened
		case t.state == escaped && b == 'c': // all is as it was when it was switched on
			t.state = outside
			clear(t.changed)
		case t.state == opened && b == '?':
			t.state = private
		case t.state == private && b >= '0' && b <= '9' && t.number < 10_000:
			t.number = t.number*10 + int(b-'0')
		case t.state == private && b == ';' && len(t.numbers) < mostNumbers:
			t.numbers, t.number = append(t.numbers, t.number), 0
		case t.state == private && (b == 'h' || b == 'l'):
			t.state = outside
			t.set(append(t.numbers, t.number), b == 'h')
		default:
			t.state = outside
		}
	}
}

func (t *trace) set(numbers []int, on bool) {
	for _, number := range numbers {
		if slices.ContainsFunc(undone, func(m mode) bool { return m.number == number }) {
			if t.changed == nil {
				t.changed = make(map[int]bool)
			}
			t.changed[number] = on
		}
	}
}

// undo is what makes the terminal as it was, once.
func (t *trace) undo() string {
	var out strings.Builder
	for _, m := range undone {
		on, known := t.changed[m.number]
		switch {
		case !known || on == m.normal:
		case m.normal:
			fmt.Fprintf(&out, "\x1b[?%dh", m.number)
		default:
			fmt.Fprintf(&out, "\x1b[?%dl", m.number)
		}
	}
	if out.Len() > 0 {
		out.WriteString("\x1b[0m") // nor in its colours
	}
	t.changed, t.state = nil, outside
	return out.String()
}
