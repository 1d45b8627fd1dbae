package ctlseq

import "bytes"

const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
)

// Sink takes what a Scanner finds. It must keep none of the slices.
type Sink interface {
	// Text is what lies between sequences: without ESC, not empty.
	Text(p []byte)
	// Sequence is one from its ESC to its last byte. Control characters may lie
	// within: they have been handed on as text already.
	Sequence(s []byte)
}

// state says where in a sequence a stream is.
type state uint8

const (
	ground       state = iota
	escaped            // after ESC
	intermediate       // after ESC and an intermediate byte
	control            // after CSI
	osc                // in a string that BEL ends too
	other              // in a DCS, APC, PM or SOS
	ending             // in a string, after ESC
)

// Scanner takes a stream apart, in whatever pieces it comes. What it hands on
// as sequences does not depend on the pieces. https://vt100.net/emu/dec_ansi_parser
type Scanner struct {
	Most int // bytes of the longest sequence handed on; longer ones are dropped

	state state
	over  bool   // the sequence is longer than Most
	held  []byte // of a sequence that began in an earlier piece
}

// Feed scans the next piece.
func (s *Scanner) Feed(p []byte, to Sink) {
	for len(p) > 0 {
		if s.state == ground {
			i := bytes.IndexByte(p, esc)
			if i != 0 {
				if i < 0 {
					i = len(p)
				}
				to.Text(p[:i])
				p = p[i:]
				continue
			}
		}
		n, end := s.advance(p, to)
		switch end {
		case more:
			s.hold(p)
		case whole:
			s.hand(p[:n], to)
		case broken:
			s.Forget()
		case restarted:
			s.Forget()
			s.state, s.held = escaped, append(s.held, esc)
		}
		p = p[n:]
	}
}

// outcome is how a piece of a sequence ends.
type outcome uint8

const (
	more      outcome = iota // it goes on in the next piece
	whole                    // it is complete
	broken                   // it was given up
	restarted                // it was given up at an ESC, which begins another one
)

// advance reads p, which begins within a sequence or with its ESC, and returns
// how many bytes belong to it.
func (s *Scanner) advance(p []byte, to Sink) (n int, end outcome) {
	i := 0
	if s.state == ground {
		s.state, i = escaped, 1
	}
	for ; i < len(p); i++ {
		c := p[i]
		switch s.state {
		case osc, other:
			skip := inString(p[i:], s.state)
			if i += skip; i == len(p) {
				return i, more
			}
			switch p[i] {
			case bel:
				return i + 1, whole
			case can, sub:
				return i + 1, broken
			}
			s.state = ending
			continue
		case ending:
			if c == '\\' {
				return i + 1, whole
			}
			return i, restarted
		}
		switch {
		case c >= 0x80: // no part of a sequence, but of text
			return i, broken
		case c == esc:
			return i, broken
		case c == can || c == sub:
			return i + 1, broken
		case c < ' ':
			to.Text(p[i : i+1])
		case c == del:
		case s.state == control:
			if c >= '@' {
				return i + 1, whole
			}
		case c < '0':
			s.state = intermediate
		case s.state == intermediate:
			return i + 1, whole
		default:
			switch c {
			case '[':
				s.state = control
			case ']':
				s.state = osc
			case 'P', 'X', '^', '_':
				s.state = other
			default:
				return i + 1, whole
			}
		}
	}
	return len(p), more
}

// inString returns how many bytes go on with a string.
func inString(p []byte, in state) int {
	for i, c := range p {
		if c <= esc && (c == esc || c == can || c == sub || c == bel && in == osc) {
			return i
		}
	}
	return len(p)
}

// hold keeps a piece of a sequence that is not complete.
func (s *Scanner) hold(p []byte) {
	if s.over = s.over || len(s.held)+len(p) > s.Most; s.over {
		s.held = s.held[:0]
		return
	}
	s.held = append(s.held, p...)
}

// hand hands a sequence on, of which p is the end.
func (s *Scanner) hand(p []byte, to Sink) {
	if len(s.held) > 0 || s.over {
		s.hold(p)
		p = s.held
	}
	if !s.over && len(p) <= s.Most {
		to.Sequence(p)
	}
	s.Forget()
}

// Within reports whether the stream is within a sequence.
func (s *Scanner) Within() bool { return s.state != ground }

// Held returns how many bytes are held of a sequence that is not complete.
func (s *Scanner) Held() int { return len(s.held) }

// Forget leaves the sequence.
func (s *Scanner) Forget() {
	s.state, s.over, s.held = ground, false, s.held[:0]
}
