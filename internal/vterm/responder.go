package vterm

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
type Responder struct {
	scan    scanner
	modes   Modes
	colours *Colours
	answers []byte
}

// SetColours sets the colours that are answered.
func (r *Responder) SetColours(c Colours) { r.colours = &c }

// Scan looks through the next piece of output, and returns what is to be
// written to the terminal of the program, mostly nil. The caller owns it. While
// an [Emulator] answers, which knows better, scan all the same, for the modes,
// and drop the answers.
func (r *Responder) Scan(p []byte) (answers []byte) {
	r.scan.most = longestQuery
	r.scan.feed(p, r)
	answers, r.answers = r.answers, nil
	return answers
}

// Modes returns what is switched on.
func (r *Responder) Modes() Modes { return r.modes }

func (r *Responder) text([]byte) {}

func (r *Responder) sequence(s []byte) {
	r.modes.sequence(s)
	if !mayAsk(s) {
		return
	}
	colours := Dark()
	if r.colours != nil {
		colours = *r.colours
	}
	a := asked{modes: &r.modes, colours: &colours}
	r.answers = a.answer(r.answers, s)
}
