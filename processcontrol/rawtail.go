package processcontrol

import (
	"math"
	"sync"

	"tend/internal/vterm/ctlseq"
)

const (
	// tailKept is how much of what a process prints to its terminal is kept as
	// it came, in bytes, so that somebody who attaches sees the screen that is
	// there: enough for a full-screen program to have drawn all of a large one.
	tailKept = 64 << 10
	// tailFollowed is how much while somebody follows it: he may be a few
	// screens in all colours behind.
	tailFollowed = 256 << 10
)

// Raw is what a process has printed to its terminal, as it came.
type Raw struct {
	Generation uint64 // of the run that printed it
	// From is where Data begins, counted in bytes since the first run began.
	// What came before it is gone, or was printed by an earlier run.
	From  int64
	Data  []byte // the caller's
	Whole bool   // nothing came before Data: it is all that the run has printed
	// Modes are what is switched on in the terminal after Data.
	Modes ctlseq.Modes
}

// Next is where what is printed next will begin.
func (r Raw) Next() int64 { return r.From + int64(len(r.Data)) }

// rawTail keeps the newest of what the present run prints to its terminal, and
// answers what it asks, while nobody else does.
type rawTail struct {
	mu         sync.Mutex
	generation uint64
	kept       []byte // up to twice most: it is moved only now and then
	began      int64  // where the run began
	next       int64  // where what comes next begins
	responder  ctlseq.Responder
	attended   any // who answers; nil: this does
}

// most is how much is kept at least, if there is as much.
func (t *rawTail) most() int {
	if t.attended != nil {
		return tailFollowed
	}
	return tailKept
}

// begin forgets what earlier runs have printed.
func (t *rawTail) begin(generation uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.generation, t.kept, t.began = generation, t.kept[:0], t.next
	t.responder.Reset()
}

// write adds output, and returns what is to be answered to it, mostly nothing, and
// whether the alternate screen is shown after it.
func (t *rawTail) write(p []byte) (answers []byte, altScreen bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if answers = t.responder.Scan(p); t.attended != nil {
		answers = nil
	}
	most := t.most()
	t.next += int64(len(p))
	p = p[max(0, len(p)-most):]
	if len(t.kept)+len(p) > 2*most {
		t.kept = t.kept[:copy(t.kept, t.kept[len(t.kept)-(most-len(p)):])]
	}
	t.kept = append(t.kept, p...)
	return answers, t.responder.Modes().AltScreen()
}

func (t *rawTail) from(at int64) Raw {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := t.next - int64(min(len(t.kept), t.most()))
	at = min(max(at, first), t.next)
	return Raw{
		Generation: t.generation, From: at, Whole: at == t.began, Modes: t.responder.Modes(),
		Data: append([]byte(nil), t.kept[len(t.kept)-int(t.next-at):]...),
	}
}

// never is a position that no output reaches.
const never = math.MaxInt64

// attend says whether somebody answers from now on.
func (t *rawTail) attend(who any, on bool) (at int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case on && t.attended == nil:
		t.attended = who
	case on && t.attended != who:
		return never
	case on:
	case t.attended != who:
		return 0
	default:
		t.attended = nil
		if len(t.kept) > 2*tailKept {
			t.kept = append([]byte(nil), t.kept[len(t.kept)-tailKept:]...)
		}
	}
	return t.next
}
