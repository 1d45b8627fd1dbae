package processcontrol

import "fmt"

// Raw returns what the present or last run has printed to its terminal from a
// position on, as far as that is kept; nothing of a process without a terminal.
// Output().Watch tells when there is more.
func (c *Control) Raw(from int64) Raw { return c.raw.from(from) }

// Attend says whether somebody, of whatever comparable type, answers what the
// process asks its terminal, as one has to: programs wait for it. Of several, the
// first one does; while nobody attends, the Control does, without knowing the
// screen. It returns from where on in the output that counts: what was asked
// before is answered by whoever it was then. For somebody who is not the one, that
// is never, and at the end nothing.
func (c *Control) Attend(who any, on bool) (at int64) { return c.raw.attend(who, on) }

// Redraw makes a full-screen program draw everything anew, as programs do when
// the size of their terminal changes: it gets another one for a moment. It never
// waits.
func (c *Control) Redraw() {
	c.mu.Lock()
	r := c.run
	c.mu.Unlock()
	if r != nil {
		r.redraw()
	}
}

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
