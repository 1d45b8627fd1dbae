package ctlseq

import "bytes"

// Replay returns what makes a fresh terminal show what another one shows, of
// whose output only the end is left: what brings it to the modes of then, and
// what of tail is to follow. m are the modes at its end, as a [Responder] has
// them that has seen all of it. tail may begin anywhere, within a character or a
// sequence; whole says that it is all there ever was. It is meant for some 100
// KiB: what was drawn before and not since is missing, so a full-screen program
// should be made to draw again, by a change of its size.
func (m Modes) Replay(tail []byte, whole bool) (modes, rest []byte) {
	if whole {
		return nil, tail
	}
	rest = tail[begin(tail):]
	before := m.before(rest)
	return before.Restore(), rest
}

// begin returns where in the end of a stream something begins for certain: at
// an ESC, which ends whatever was before, or behind a newline. Without either
// it is the first character.
func begin(tail []byte) int {
	if i := bytes.IndexAny(tail, "\x1b\n"); i >= 0 {
		if tail[i] == '\n' {
			i++
		}
		return i
	}
	i := 0
	for i < len(tail) && i < 3 && tail[i]&0xc0 == 0x80 {
		i++
	}
	return i
}

// before returns what the modes were before tail was written, as far as that
// shows: a mode that is first switched on in it was off.
func (m Modes) before(tail []byte) Modes {
	b := beginning{modes: m}
	b.scan.Most = longestQuery
	b.scan.Feed(tail, &b)
	return b.modes
}

// beginning finds the modes before a stream.
type beginning struct {
	scan  Scanner
	modes Modes
	seen  Flags
}

func (b *beginning) Text([]byte) {}

func (b *beginning) Sequence(s []byte) {
	if s[1] != '[' {
		if len(s) == 2 && s[1] == 'c' { // nothing from before matters
			b.modes.put(allFlags&^b.seen, false)
			b.seen = allFlags
		}
		return
	}
	c, ok := ParseCSI(s)
	if !ok {
		return
	}
	switch {
	case c.Is('?', 0, 'h'), c.Is('?', 0, 'l'):
		for _, n := range c.List() {
			f, inverted := decFlag(int(n))
			b.first(f, (c.Final == 'h') != inverted)
		}
	case c.Is(0, 0, 'h'), c.Is(0, 0, 'l'):
		for _, n := range c.List() {
			b.first(ansiFlag(int(n)), c.Final == 'h')
		}
	case c.Is(0, 0, 'r'):
		b.modes.top, b.modes.bottom = 0, 0
	}
}

// first notes a change: if it is the first of its mode, it was not yet so.
func (b *beginning) first(f Flags, on bool) {
	if b.seen&f == 0 {
		b.seen |= f
		b.modes.put(f, !on)
	}
}
