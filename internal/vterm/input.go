package vterm

import "tend/internal/vterm/ctlseq"

// Input turns what a person does into what a terminal would send. It is a value
// of its own, as of the moment it was taken: whoever has it need not wait for
// the [Emulator]. The zero value is a terminal without a cell, after a reset.
type Input struct {
	modes      ctlseq.Modes
	cols, rows int
}

// Input returns what is to be sent by now.
func (e *Emulator) Input() Input { return Input{e.modes, e.cols, e.rows} }
