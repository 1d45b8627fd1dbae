package processcontrol

import (
	"fmt"
	"sync"
)

// tailKept is how much of what a process prints to its terminal is kept as it
// came, in bytes, so that somebody who attaches sees the screen that is there:
// enough for a full-screen program to have drawn all of a large one.
const tailKept = 64 << 10

// Raw is what a process has printed to its terminal, as it came.
type Raw struct {
	Generation uint64 // of the run that printed it
	// From is where Data begins, counted in bytes since the first run began.
	// What came before it is gone, or was printed by an earlier run.
	From int64
	Data []byte // the caller's
}

// Next is where what is printed next will begin.
func (r Raw) Next() int64 { return r.From + int64(len(r.Data)) }

// rawTail keeps the newest of what the present run prints to its terminal.
type rawTail struct {
	mu         sync.Mutex
	generation uint64
	kept       []byte // up to twice tailKept: it is moved only now and then
	next       int64  // where what comes next begins
}

// begin forgets what earlier runs have printed.
func (t *rawTail) begin(generation uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.generation, t.kept = generation, t.kept[:0]
}

func (t *rawTail) write(p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next += int64(len(p))
	p = p[max(0, len(p)-tailKept):]
	if len(t.kept)+len(p) > 2*tailKept {
		t.kept = t.kept[:copy(t.kept, t.kept[len(t.kept)-(tailKept-len(p)):])]
	}
	t.kept = append(t.kept, p...)
}

func (t *rawTail) from(at int64) Raw {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := t.next - int64(min(len(t.kept), tailKept))
	at = min(max(at, first), t.next)
	return Raw{t.generation, at, append([]byte(nil), t.kept[len(t.kept)-int(t.next-at):]...)}
}

// Raw returns what the present or last run has printed to its terminal from a
// position on, as far as that is kept; nothing of a process without a terminal.
// Output().Watch tells when there is more.
func (c *Control) Raw(from int64) Raw { return c.raw.from(from) }

// Type types into the terminal of the process. It waits while the terminal is
// full because the process does not read, for a second at most.
func (c *Control) Type(keys []byte) error {
	if err := c.typeInto(keys); err != nil {
		return fmt.Errorf("cannot type into %s: %w", c.name, err)
	}
	return nil
}

func (c *Control) typeInto(keys []byte) error {
	c.mu.Lock()
	r := c.run
	c.mu.Unlock()
	if r == nil {
		return errNotThere
	}
	select {
	case <-r.execed:
	default:
		return errNotThere
	}
	if r.process == nil {
		return errNotThere
	}
	return r.process.typeKeys(string(keys))
}
