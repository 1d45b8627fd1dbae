package tui

import (
	"time"

	"tend/manager"
)

// Description is how a process is, in the words of the list: for those who print
// it elsewhere.
type Description struct {
	Glyph  string // one cell
	Words  string
	Since  string // how long it has been so, or when it was; empty if there is nothing to say
	CPU    string // empty if it is not measured
	Memory string
	Ports  string
	Bad    bool // it asks for attention
	Fine   bool // it does what it is there for
}

// Describe describes a process.
func Describe(p *manager.ProcessView, now time.Time) Description {
	face := faceOf(p)
	longest := forms(p, true, now)[0]
	d := Description{
		Glyph: face.glyph, Words: longest.words, Since: longest.right,
		Bad: face.tone == bad || face.tone == warn, Fine: face.tone == ok,
	}
	if measured(p, now) {
		d.CPU, d.Memory = formatCPU(p.Usage.CPU), formatMemory(p.Usage.Memory)
	}
	if runs(p) {
		d.Ports = portWords(p.Ports, len(p.Ports))
	}
	return d
}
