package vterm

// sink hands on to an Emulator what a scanner finds.
type sink struct{ e *Emulator }

// Text implements ctlseq.Sink.
func (s sink) Text(p []byte) { s.e.text(p) }

// Sequence implements ctlseq.Sink.
func (s sink) Sequence(p []byte) { s.e.sequence(p) }
