package ctlseq

import "bytes"

// longestQuery is how many bytes of a sequence a Responder keeps: more than any
// query and any change of modes has.
const longestQuery = 128

// Responder stands in for a terminal that nobody looks at: it answers what
// programs ask their terminal for at their start, and would wait for, and keeps
// in mind which modes they switch on. It does not know the screen: the cursor
// is always in the first cell.
//
// It costs next to nothing where there is no ESC, and holds at most some
// hundred bytes. The zero value is ready, with the colours of a dark terminal.
// It is not safe for concurrent use.
type Responder struct {
	scan    Scanner
	modes   Modes
	colours *Colours
	answers []byte
}

// SetColours sets the colours that are answered.
func (r *Responder) SetColours(c Colours) { r.colours = &c }

// Scan looks through the next piece of output, and returns what is to be
// written to the terminal of the program, mostly nil. The caller owns it. While
// a terminal answers that knows its screen, scan all the same, for the modes,
// and drop the answers.
func (r *Responder) Scan(p []byte) (answers []byte) {
	r.scan.Most = longestQuery
	for {
		if !r.scan.Within() {
			p = p[idle(p):]
		}
		if len(p) == 0 {
			break
		}
		n := bytes.IndexByte(p[1:], esc) + 1
		if n == 0 {
			n = len(p)
		}
		r.scan.Feed(p[:n], heard{r})
		p = p[n:]
	}
	answers, r.answers = r.answers, nil
	return answers
}

// idle returns how much of p, which begins between sequences, holds nothing but
// text and sequences that say nothing to a Responder: most of what is printed.
func idle(p []byte) int {
	i := 0
	for {
		n := bytes.IndexByte(p[i:], esc)
		if n < 0 {
			return len(p)
		}
		i += n
		end := i + 2
		if end >= len(p) || p[i+1] != '[' || p[end] == '?' {
			return i
		}
		for end < len(p) && (p[end] >= '0' && p[end] <= ';') {
			end++
		}
		if end == len(p) || !idleFinal[p[end]] {
			return i
		}
		i = end + 1
	}
}

// idleFinal are the last bytes of control sequences that neither ask nor change
// a mode: colours, places of the cursor, what erases and moves.
var idleFinal = [256]bool{
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'J': true, 'K': true,
	'L': true, 'M': true, 'P': true, 'X': true, 'd': true, 'f': true, 'm': true,
}

// Modes returns what is switched on.
func (r *Responder) Modes() Modes { return r.modes }

// Reset begins with another program: no mode is on, and what the one before did
// not finish saying is forgotten.
func (r *Responder) Reset() {
	r.scan.Forget()
	r.modes, r.answers = Modes{}, nil
}

// heard is what a Responder makes of a stream.
type heard struct{ *Responder }

// Text implements Sink.
func (heard) Text([]byte) {}

// Sequence implements Sink.
func (r heard) Sequence(s []byte) {
	r.modes.sequence(s)
	if !MayAsk(s) {
		return
	}
	colours := Dark()
	if r.colours != nil {
		colours = *r.colours
	}
	a := Asked{Modes: &r.modes, Colours: &colours}
	r.answers = a.Answer(r.answers, s)
}
